// A function in ASP.NET Core. It responds at once, fails (n=fail), waits for the file `release` (n=hold), or works and sleeps
// (n=work).
using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

internal static class Server
{
    private static void Main()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(Handle);
        app.Run("http://127.0.0.1:" + Environment.GetEnvironmentVariable("port"));
    }

    private static async Task Handle(HttpContext context)
    {
        string query = context.Request.QueryString.Value;
        if (query == "?n=hold")
        {
            File.WriteAllText("held", "");
            while (!File.Exists("release"))
            {
                await Task.Delay(10);
            }
        }
        if (query == "?n=work")
        {
            await Work();
        }
        if (query == "?n=fail")
        {
            throw new InvalidOperationException(query);
        }
        await context.Response.WriteAsync("ok");
    }

    // Computes for 30 ms, sleeps for 50 ms, and writes the CPU time that it has used to the file `measured`.
    private static async Task Work()
    {
        long start = Used();
        while (Used() - start < 30000000)
        {
        }
        await Task.Delay(50);
        File.WriteAllText("measured", (Used() - start).ToString());
    }

    // How long this process has been on a processor, in nanoseconds. The C library counts microseconds.
    private static long Used()
    {
        return (long)clock() * 1000;
    }

    [DllImport("libc")]
    private static extern IntPtr clock();
}
