SELECT o.Timestamp AS OtherTimestamp, o.Application, o.Country, o.SessionId, h.SessionId AS SessionId1, h.Timestamp, h.Country AS HomeCountry FROM signins o JOIN (SELECT SessionId, min(Timestamp) AS Timestamp, arg_min(Country, Timestamp) AS Country FROM signins
  WHERE ErrorCode = 0 AND ApplicationId = '4765445b-32c6-49b0-83e6-1d93765276ca' AND LogonType LIKE '%"interactiveUser"%' GROUP BY SessionId) h ON h.SessionId = o.SessionId
WHERE o.ApplicationId <> '4765445b-32c6-49b0-83e6-1d93765276ca' AND o.Timestamp > h.Timestamp AND o.Country <> h.Country
