SELECT AccountUpn, len(list(DISTINCT IPAddress)) AS Ips, len(list(DISTINCT Application)) AS Apps FROM signins GROUP BY ALL
