SELECT IPAddress, count(*) AS Logons FROM signins WHERE IPAddress LIKE '198.51.100.%' AND TRY_CAST(split_part(IPAddress, '.', 4) AS INTEGER) < 128 GROUP BY ALL
