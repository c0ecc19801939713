SELECT Country, count(*) AS Logons, count(DISTINCT AccountObjectId) AS Users FROM signins WHERE Country IN ('US', 'DE', 'SG', 'IE') AND IsManaged = 1 GROUP BY ALL
