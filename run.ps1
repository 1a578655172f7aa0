# Trains, explains and serves the comparison; parameters are passed through (see README.md).
dotnet run -c Release --project "$PSScriptRoot/trainer" -- quickstart @args
exit $LASTEXITCODE
