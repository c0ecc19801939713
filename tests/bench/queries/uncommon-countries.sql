SELECT AccountObjectId, AccountDisplayName, list(DISTINCT Country) AS Countries FROM signins
WHERE Timestamp > (SELECT max(Timestamp) FROM signins) - INTERVAL 7 DAY AND ApplicationId = '4765445b-32c6-49b0-83e6-1d93765276ca' AND ClientAppUsed = 'Browser'
  AND LogonType LIKE '%"interactiveUser"%' GROUP BY ALL
