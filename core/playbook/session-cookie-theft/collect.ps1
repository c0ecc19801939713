#requires -Version 7.2
<#
.SYNOPSIS
Collects the rows that grade one session cookie theft alert, with Advanced hunting queries through Microsoft Graph.
.DESCRIPTION
Runs the queries of extracts/ beside this script and writes their rows as NDJSON files with a manifest of hashes into one
folder. Reads only: the single permission it asks for is ThreatHunting.Read.All. Sends nothing anywhere but the queries to
Microsoft Graph. May be stopped and started again: what was collected stays. Drop the folder on the page, or grade it.
.PARAMETER Output
The folder to write into. It is made when it is not there.
.PARAMETER RowCap
Rows of one answer from which on a window of time is cut in two. Advanced hunting returns 30,000 rows in the portal.
.PARAMETER Days
Width of the first windows, in days.
.PARAMETER Sweep
Collects nothing; runs sweep.kql, which ranks the sessions of the whole tenant, and writes sweep.ndjson.
#>
[CmdletBinding()]
param(
    [string] $Output = (Join-Path -Path $PSScriptRoot -ChildPath 'collected'),
    [ValidateRange(100, 100000)] [int] $RowCap = 30000,
    [ValidateRange(1, 40)] [int] $Days = 8,
    [switch] $Sweep
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# What the pack filled in. The case's values stand in the queries; the script needs only the name, for the manifest.
$Subject = {{subject}}
$Tool = {{tool}}
$WindowFrom = [datetime]::Parse({{from}}, [cultureinfo]::InvariantCulture, 'RoundtripKind')
$WindowTo = [datetime]::Parse({{to}}, [cultureinfo]::InvariantCulture, 'RoundtripKind')
$Queries = @(
{{queries}})
$SweepQuery = @{ Table = 'sweep'; File = 'sweep.kql'; Sha256 = {{sweep}} }

$Permission = 'ThreatHunting.Read.All'
$Least = [timespan]::FromHours(1)      # a window is not cut further
$Utf8 = [System.Text.UTF8Encoding]::new($false)

# The text of a query, if it is still the one that the pack wrote.
function Get-QueryText([hashtable] $Query) {
    $path = Join-Path -Path $PSScriptRoot -ChildPath $Query.File
    if (-not (Test-Path -LiteralPath $path)) { throw "The pack has lost its file $($Query.File)." }
    $hash = (Get-FileHash -LiteralPath $path -Algorithm SHA256).Hash.ToLowerInvariant()
    if ($hash -ne $Query.Sha256) { throw "$($Query.File) is not the query that the pack wrote: its hash differs. Make the pack again." }
    return [System.IO.File]::ReadAllText($path, $Utf8)
}

function Format-Time([datetime] $Time) {
    return $Time.ToString('yyyy-MM-ddTHH:mm:ss.fffffffZ', [cultureinfo]::InvariantCulture)
}

# Seconds to wait: what the service asks for, else twice as long each time, up to five minutes.
function Get-Wait($Response, [int] $Attempt) {
    $after = $Response.Headers.RetryAfter
    if ($null -ne $after -and $null -ne $after.Delta) { return [math]::Ceiling($after.Delta.TotalSeconds) + 1 }
    if ($null -ne $after -and $null -ne $after.Date) { return [math]::Max(1, [math]::Ceiling(($after.Date - [datetimeoffset]::UtcNow).TotalSeconds) + 1) }
    return [math]::Min(300, 5 * [math]::Pow(2, $Attempt - 1))
}

# One query. Throttling and short outages are waited out; anything else is told by its status and text.
function Invoke-Hunt([string] $Text) {
    $body = @{ Query = $Text } | ConvertTo-Json -Compress
    $status = 0
    $answer = ''
    for ($attempt = 1; $attempt -le 10; $attempt++) {
        $response = Invoke-MgGraphRequest -Method POST -Uri 'v1.0/security/runHuntingQuery' -Body $body -ContentType 'application/json' -OutputType HttpResponseMessage -SkipHttpErrorCheck
        $status = [int] $response.StatusCode
        $answer = $response.Content.ReadAsStringAsync().GetAwaiter().GetResult()
        if ($status -in 401, 403) { throw "Microsoft Graph refuses the query ($status): the signed-in account needs $Permission and a role that may hunt." }
        if ($status -notin 429, 500, 502, 503, 504) { break }
        $wait = Get-Wait -Response $response -Attempt $attempt
        Write-Host "  the service asks for patience ($status): waiting $wait s"
        Start-Sleep -Seconds $wait
    }
    return @{ Status = $status; Text = $answer }
}

# Rows as they came, one a line: nothing is read as a number or a time and written anew.
function Save-Rows([string] $Answer, [string] $Path) {
    $document = [System.Text.Json.JsonDocument]::Parse($Answer)
    $part = "$Path.part"
    try {
        $writer = [System.IO.StreamWriter]::new($part, $false, $Utf8)
        try {
            $writer.NewLine = "`n"
            foreach ($row in $document.RootElement.GetProperty('results').EnumerateArray()) {
                $writer.WriteLine(($row.GetRawText() -replace '[\r\n]+\s*', ''))
            }
        }
        finally { $writer.Dispose() }
    }
    finally { $document.Dispose() }
    Move-Item -LiteralPath $part -Destination $Path -Force
}

function Get-RowCount([string] $Answer) {
    $document = [System.Text.Json.JsonDocument]::Parse($Answer)
    try { return $document.RootElement.GetProperty('results').GetArrayLength() }
    finally { $document.Dispose() }
}

function Get-Reason([string] $Answer) {
    $match = [regex]::Match($Answer, '"message"\s*:\s*"((?:[^"\\]|\\.)*)"')
    $text = if ($match.Success) { $match.Groups[1].Value } else { $Answer }
    return $text.Substring(0, [math]::Min(300, $text.Length))
}

# One line of the manifest. It is only ever added to, so that a stop in between loses nothing.
function Add-Line([hashtable] $Query, [datetime] $From, [datetime] $To, [string] $State, [string] $File = '', [int] $Rows = 0, [string] $Sha256 = '', [string] $Reason = '') {
    $line = [ordered]@{
        CrumbtrailManifest = 1; CollectedAt = Format-Time([datetime]::UtcNow); Tool = $Tool; Subject = $Subject; TableName = $Query.Table; QuerySha256 = $Query.Sha256
        PartFrom = Format-Time($From); PartTo = Format-Time($To); State = $State; FileName = $File; Rows = $Rows; Sha256 = $Sha256; Reason = $Reason
    } | ConvertTo-Json -Compress
    [System.IO.File]::AppendAllText($Manifest, $line + "`n", $Utf8)
}

# What an earlier run finished: window -> its line. A file that is gone or differs is collected again.
function Get-Finished {
    $finished = @{}
    if (-not (Test-Path -LiteralPath $Manifest)) { return $finished }
    foreach ($text in [System.IO.File]::ReadAllLines($Manifest, $Utf8)) {
        $line = try { $text | ConvertFrom-Json -AsHashtable -DateKind String } catch { $null }
        if ($null -eq $line -or $line.State -eq 'failed') { continue }
        if ($line.FileName -ne '') {
            $path = Join-Path -Path $Output -ChildPath $line.FileName
            if (-not (Test-Path -LiteralPath $path)) { continue }
            if ((Get-FileHash -LiteralPath $path -Algorithm SHA256).Hash.ToLowerInvariant() -ne $line.Sha256) { continue }
        }
        $finished["$($line.TableName)|$($line.QuerySha256)|$($line.PartFrom)|$($line.PartTo)"] = $line.State
    }
    return $finished
}

# Windows of one table, oldest first; one that holds too much is cut in two.
function Invoke-Extract([hashtable] $Query, [hashtable] $Finished) {
    $text = Get-QueryText -Query $Query
    $waiting = [System.Collections.Generic.Stack[object]]::new()
    for ($end = $WindowTo; $end -gt $WindowFrom; $end = $end.AddDays(-$Days)) {
        $begin = $end.AddDays(-$Days)
        if ($begin -lt $WindowFrom) { $begin = $WindowFrom }
        $waiting.Push(@($begin, $end))
    }
    $failed = $false
    while ($waiting.Count -gt 0) {
        $from, $to = $waiting.Pop()
        $last = $to.AddTicks(-1)                       # between() holds both ends
        $middle = $from.AddTicks([long](($to - $from).Ticks / 2))
        $state = $Finished["$($Query.Table)|$($Query.Sha256)|$(Format-Time $from)|$(Format-Time $last)"]
        if ($state -eq 'absent') { return }
        if ($state -in 'collected', 'capped') { continue }
        $mayCut = ($to - $from) -gt $Least
        if ($state -eq 'split' -and $mayCut) {
            $waiting.Push(@($middle, $to))
            $waiting.Push(@($from, $middle))
            continue
        }
        $windowed = $text.Replace('let PartFrom = B0;', "let PartFrom = datetime($(Format-Time $from));").Replace('let PartTo = W1;', "let PartTo = datetime($(Format-Time $last));")
        $answer = Invoke-Hunt -Text $windowed
        if ($answer.Status -ne 200) {
            $reason = Get-Reason -Answer $answer.Text
            if ($reason -match '(?i)(failed to resolve|could not be resolved|could not be found).*' -and $reason -match [regex]::Escape($Query.Table)) {
                Write-Host "  $($Query.Table) is not in this tenant"
                Add-Line -Query $Query -From $from -To $last -State 'absent' -Reason $reason
                return
            }
            if ($mayCut) {                             # too much for one query, in rows, bytes or time
                Add-Line -Query $Query -From $from -To $last -State 'split' -Reason $reason
                $waiting.Push(@($middle, $to))
                $waiting.Push(@($from, $middle))
                continue
            }
            Write-Warning "$($Query.Table) from $(Format-Time $from): $reason"
            Add-Line -Query $Query -From $from -To $last -State 'failed' -Reason $reason
            $failed = $true
            continue
        }
        $rows = Get-RowCount -Answer $answer.Text
        if ($rows -ge $RowCap -and $mayCut) {
            Add-Line -Query $Query -From $from -To $last -State 'split' -Rows $rows -Reason 'as many rows as one answer may hold'
            $waiting.Push(@($middle, $to))
            $waiting.Push(@($from, $middle))
            continue
        }
        $state = if ($rows -ge $RowCap) { 'capped' } else { 'collected' }
        if ($rows -eq 0) {
            Add-Line -Query $Query -From $from -To $last -State $state
            continue
        }
        $file = '{0}.{1:yyyyMMddTHHmmss}-{2:yyyyMMddTHHmmss}.ndjson' -f $Query.Table, $from, $to
        $path = Join-Path -Path $Output -ChildPath $file
        Save-Rows -Answer $answer.Text -Path $path
        $hash = (Get-FileHash -LiteralPath $path -Algorithm SHA256).Hash.ToLowerInvariant()
        Add-Line -Query $Query -From $from -To $last -State $state -File $file -Rows $rows -Sha256 $hash
        Write-Host "  $file  $rows rows"
    }
    if (-not $failed) { Add-Line -Query $Query -From $WindowFrom -To $WindowTo.AddTicks(-1) -State 'done' }
}

if (-not (Get-Command -Name Invoke-MgGraphRequest -ErrorAction SilentlyContinue)) {
    throw 'The module Microsoft.Graph.Authentication is needed: Install-Module Microsoft.Graph.Authentication -Scope CurrentUser'
}
$context = Get-MgContext
if ($null -eq $context -or $context.Scopes -notcontains $Permission) { Connect-MgGraph -Scopes $Permission -NoWelcome }

$Output = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Output)
[void][System.IO.Directory]::CreateDirectory($Output)
$Manifest = Join-Path -Path $Output -ChildPath 'manifest.ndjson'

if ($Sweep) {
    $answer = Invoke-Hunt -Text (Get-QueryText -Query $SweepQuery)
    if ($answer.Status -ne 200) { throw "The sweep failed ($($answer.Status)): $(Get-Reason -Answer $answer.Text)" }
    Save-Rows -Answer $answer.Text -Path (Join-Path -Path $Output -ChildPath 'sweep.ndjson')
    Write-Host "$(Get-RowCount -Answer $answer.Text) sessions are worth a look: $(Join-Path -Path $Output -ChildPath 'sweep.ndjson')"
    return
}
if ($Queries.Count -eq 0) { throw 'This pack knows no case: make one with crumbtrail pack --user UPN --at TIME, or run the script with -Sweep.' }
$finished = Get-Finished
foreach ($query in $Queries) {
    Write-Host $query.Table
    Invoke-Extract -Query $query -Finished $finished
}
Write-Host "Done. Drop the folder $Output on the page, or: crumbtrail grade $Output"
