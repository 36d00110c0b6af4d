$listener = New-Object System.Net.HttpListener
