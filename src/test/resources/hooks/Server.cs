// A function on a stand-in for ASP.NET Core. It responds at once, fails (n=fail), waits for the file `release` (n=hold), or works
// and sleeps (n=work).
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

internal sealed class Server : WebApplication, IApplicationBuilder, IHostApplicationLifetime
{
    private sealed class Context : HttpContext
    {
        internal readonly Message Incoming = new Message(), Outgoing = new Message();
        internal string Query;
        public override HttpRequest Request { get { return new Asked { All = Incoming }; } }
        public override HttpResponse Response { get { return new Answered { All = Outgoing }; } }
    }

    private sealed class Message : Dictionary<string, string>
    {
        internal Message() : base(StringComparer.OrdinalIgnoreCase)
        {
            this["X-Call-Id"] = "";
            this["X-Faas-Trace"] = "";
        }
    }

    private sealed class Asked : HttpRequest
    {
        internal Message All;
        public override IDictionary<string, string> Headers { get { return All; } }
    }

    private sealed class Answered : HttpResponse
    {
        internal Message All;
        public override IDictionary<string, string> Headers { get { return All; } }
    }

    private readonly CancellationTokenSource started = new CancellationTokenSource();
    private Func<RequestDelegate, RequestDelegate> around = next => next;

    public override IHostApplicationLifetime Lifetime { get { return this; } }
    public CancellationToken ApplicationStarted { get { return started.Token; } }

    IApplicationBuilder IApplicationBuilder.Use(Func<RequestDelegate, RequestDelegate> middleware)
    {
        around = middleware;
        return this;
    }

    private static void Main()
    {
        var server = new Server();
        FaasTrace.Watch(server);
        server.Listen(int.Parse(Environment.GetEnvironmentVariable("port")));
    }

    private void Listen(int port)
    {
        RequestDelegate handle = around(Handle);
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        started.Cancel();
        while (true)
        {
            TcpClient client = listener.AcceptTcpClient();
            Task.Run(() => Serve(client, handle));
        }
    }

    private static async Task Handle(HttpContext context)
    {
        string query = ((Context)context).Query;
        if (query == "n=hold")
        {
            File.WriteAllText("held", "");
        }
        while (query == "n=hold" && !File.Exists("release"))
        {
            await Task.Delay(10);
        }
        if (query == "n=work")
        {
            await Work();
        }
        if (query == "n=fail")
        {
            throw new InvalidOperationException(query);
        }
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

    private static async Task Serve(TcpClient client, RequestDelegate handle)
    {
        using (client)
        {
            var reader = new StreamReader(client.GetStream());
            var context = new Context { Query = reader.ReadLine().Split(' ')[1].Split('?')[1] };
            for (string line = reader.ReadLine(); line != ""; line = reader.ReadLine())
            {
                int colon = line.IndexOf(':');
                context.Incoming[line.Substring(0, colon)] = line.Substring(colon + 1).Trim();
            }
            try
            {
                await handle(context);
            }
            catch (InvalidOperationException)
            {
                return;
            }
            string id;
            context.Outgoing.TryGetValue("X-Faas-Trace-Id", out id);
            var writer = new StreamWriter(client.GetStream());
            writer.Write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n");
            writer.Write(id == null ? "\r\nok" : "X-Faas-Trace-Id: " + id + "\r\n\r\nok");
            writer.Flush();
        }
    }
}
