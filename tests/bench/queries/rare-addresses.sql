SELECT IPAddress, Country, count(DISTINCT AccountUpn) AS Users, count(*) AS Logons, max(Timestamp) FROM signins GROUP BY ALL HAVING Users < 3
