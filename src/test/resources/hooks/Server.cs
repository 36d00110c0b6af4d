// A function on a stand-in for ASP.NET Core. It responds at once, fails (n=fail), waits for the file `release` (n=hold), or works
// and sleeps (n=work).
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

internal sealed class Server : IWebHostBuilder, IApplicationBuilder
{
    private sealed class Services : List<ServiceDescriptor>, IServiceCollection
    {
    }

    private sealed class Context : HttpContext
    {
        internal readonly Message Incoming = new Message(), Outgoing = new Message();
        internal readonly Stack<Func<Task>> Completed = new Stack<Func<Task>>();
        internal string Query;
        public override HttpRequest Request { get { return new Asked { All = Incoming }; } }
        public override HttpResponse Response { get { return new Answered { Of = this }; } }
    }

    private sealed class Message : Dictionary<string, string>
    {
        internal Message() : base(StringComparer.OrdinalIgnoreCase)
        {
            this["X-Call-Id"] = "";
            this["X-Faas-Trace"] = "";
            this["Upgrade"] = "";
        }
    }

    private sealed class Asked : HttpRequest
    {
        internal Message All;
        public override IDictionary<string, string> Headers { get { return All; } }
    }

    private sealed class Answered : HttpResponse
    {
        internal Context Of;
        public override IDictionary<string, string> Headers { get { return Of.Outgoing; } }
        public override int StatusCode { get; set; }
        public override void OnStarting(Func<Task> callback)
        {
            throw new NotSupportedException();
        }

        public override void OnCompleted(Func<Task> callback)
        {
            Of.Completed.Push(callback);
        }
    }

    private readonly Services services = new Services();
    private Func<RequestDelegate, RequestDelegate> around = next => next;

    IWebHostBuilder IWebHostBuilder.ConfigureServices(Action<IServiceCollection> configure)
    {
        configure(services);
        return this;
    }

    IApplicationBuilder IApplicationBuilder.Use(Func<RequestDelegate, RequestDelegate> middleware)
    {
        around = middleware;
        return this;
    }

    // As ASP.NET Core does, runs what the attributes of the assembly name, and then the filters that were added. The hook must be
    // added only once, even if it is asked to twice.
    private static void Main()
    {
        var server = new Server();
        foreach (var attribute in typeof(Server).Assembly.GetCustomAttributes<HostingStartupAttribute>())
        {
            ((IHostingStartup)Activator.CreateInstance(attribute.HostingStartupType)).Configure(server);
            ((IHostingStartup)Activator.CreateInstance(attribute.HostingStartupType)).Configure(server);
        }
        foreach (var filter in server.services.Select(service => (IStartupFilter)service.ImplementationInstance))
        {
            filter.Configure(app => { })(server);
        }
        server.Listen(int.Parse(Environment.GetEnvironmentVariable("port")));
    }

    private void Listen(int port)
    {
        RequestDelegate handle = around(Handle);
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
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
            bool failed = false;
            try
            {
                await handle(context);
            }
            catch (InvalidOperationException)
            {
                failed = true;
            }
            foreach (Func<Task> callback in context.Completed)
            {
                await callback();
            }
            if (failed)
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
