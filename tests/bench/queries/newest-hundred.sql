SELECT Timestamp, AccountUpn, Application, IPAddress, RequestId FROM signins WHERE ErrorCode = 0 ORDER BY Timestamp DESC, RequestId LIMIT 100
