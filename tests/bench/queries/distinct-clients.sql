SELECT DISTINCT AccountUpn, IPAddress, UserAgent FROM signins
