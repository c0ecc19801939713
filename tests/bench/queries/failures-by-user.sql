SELECT AccountUpn, count(*) AS Failures, count(DISTINCT IPAddress) AS Ips FROM signins WHERE ErrorCode <> 0 GROUP BY ALL ORDER BY Failures DESC, AccountUpn LIMIT 20
