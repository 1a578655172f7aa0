# Compares four losses on the embedded corpora and opens the browser; parameters are passed through (see README.md).
dotnet run -c Release --project "$PSScriptRoot/trainer" -- quickstart @args
exit $LASTEXITCODE
