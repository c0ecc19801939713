SELECT SessionId, count(DISTINCT IPAddress) AS Ips, count(DISTINCT UserAgent) AS Agents, min(Timestamp) AS First, max(Timestamp) AS Last
FROM signins WHERE ErrorCode = 0 GROUP BY SessionId HAVING Ips > 1
