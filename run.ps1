# Trains and publishes; parameters are passed through (see README.md).
dotnet run -c Release --project "$PSScriptRoot/trainer" -- run @args
exit $LASTEXITCODE
