SELECT IPAddress, count(DISTINCT AccountUpn) AS Users, count(*) AS Tries, min(Timestamp), max(Timestamp) FROM signins WHERE ErrorCode IN (50126, 50053, 50055) GROUP BY ALL HAVING Users > 1
