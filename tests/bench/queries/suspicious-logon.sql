-- A join of no kind (innerunique) keeps one left row of each key; has on the JSON array is an element test.
SELECT o.*, h.SessionId AS SessionId1, h.Timestamp AS HomeTimestamp, h.Country AS HomeCountry
FROM (SELECT DISTINCT ON (SessionId) Timestamp, Application, ApplicationId, AccountObjectId, AccountDisplayName, Country, SessionId FROM signins
  WHERE Timestamp > (SELECT max(Timestamp) FROM signins) - INTERVAL 1 DAY AND ApplicationId <> '4765445b-32c6-49b0-83e6-1d93765276ca' AND ClientAppUsed = 'Browser') o
JOIN (SELECT SessionId, min(Timestamp) AS Timestamp, arg_min(Country, Timestamp) AS Country FROM signins
  WHERE Timestamp > (SELECT max(Timestamp) FROM signins) - INTERVAL 1 DAY AND ClientAppUsed = 'Browser' AND ErrorCode = 0 AND ApplicationId = '4765445b-32c6-49b0-83e6-1d93765276ca' AND LogonType LIKE '%"interactiveUser"%' GROUP BY SessionId) h ON h.SessionId = o.SessionId
WHERE o.Timestamp > h.Timestamp AND o.Country <> h.Country
