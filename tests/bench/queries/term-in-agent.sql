SELECT OSPlatform, count(*) AS Logons FROM signins WHERE UserAgent LIKE '%Firefox%' GROUP BY ALL
