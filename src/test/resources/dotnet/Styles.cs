// A function in each style in which an ASP.NET Core server can be built: dotnet styles.dll STYLE. All styles give the same
// responses, which show how a request can go: /hello, /work?ms=N, /fail, /late, /stream, /abort, /echo, /completed, /socket, /child.
using System;
using System.Diagnostics;
using System.IO;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

public static class Program
{
    private static readonly string Url = "http://127.0.0.1:" + Environment.GetEnvironmentVariable("port");

    public static void Main(string[] words)
    {
        switch (words[0])
        {
            case "minimal": Minimal(WebApplication.CreateBuilder()); break;
            case "slim": Minimal(WebApplication.CreateSlimBuilder()); break;
            case "empty": Empty(WebApplication.CreateEmptyBuilder(new WebApplicationOptions())); break;
            case "generic": Host.CreateDefaultBuilder().ConfigureWebHostDefaults(web => Started<Startup>(web)).Build().Run(); break;
            case "mvc": Host.CreateDefaultBuilder().ConfigureWebHostDefaults(web => Started<MvcStartup>(web)).Build().Run(); break;
            case "webhost": Started<Startup>(WebHost.CreateDefaultBuilder()).Build().Run(); break;
            case "plain": Started<Startup>(new WebHostBuilder().UseKestrel()).Build().Run(); break;
            case "configure": new WebHostBuilder().UseKestrel().UseUrls(Url).Configure(Answers.Add).Build().Run(); break;
            case "renamed": Started<Startup>(WebHost.CreateDefaultBuilder()).UseSetting("applicationName", "other").Build().Run(); break;
            default: throw new ArgumentException(words[0]);
        }
    }

    private static void Minimal(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseWebSockets();
        app.MapMethods("/hello", new[] { "GET", "HEAD" }, (string n) => "hello " + n);
        app.MapFallback(Answers.Give);
        app.Run(Url);
    }

    private static void Empty(WebApplicationBuilder builder)
    {
        builder.WebHost.UseKestrelCore();
        var app = builder.Build();
        Answers.Add(app);
        app.Run(Url);
    }

    private static IWebHostBuilder Started<T>(IWebHostBuilder builder) where T : class =>
        builder.ConfigureLogging(logging => logging.ClearProviders()).UseUrls(Url).UseStartup<T>();
}

public class Startup
{
    public void Configure(IApplicationBuilder app) => Answers.Add(app);
}

public class MvcStartup
{
    public void ConfigureServices(IServiceCollection services) => services.AddControllers();

    public void Configure(IApplicationBuilder app)
    {
        app.UseWebSockets();
        app.UseRouting();
        app.UseEndpoints(endpoints =>
        {
            endpoints.MapControllers();
            endpoints.MapFallback(Answers.Give);
        });
    }
}

[ApiController]
public class HelloController : ControllerBase
{
    [HttpGet("/hello")]
    [HttpHead("/hello")]
    public string Get(string n) => "hello " + n;
}

public static class Answers
{
    public static void Add(IApplicationBuilder app)
    {
        app.UseWebSockets();
        app.Run(Give);
    }

    public static async Task Give(HttpContext context)
    {
        HttpResponse response = context.Response;
        string path = context.Request.Path;
        switch (path)
        {
            case "/hello": await response.WriteAsync("hello " + context.Request.Query["n"]); break;
            case "/work": await response.WriteAsync(Work(int.Parse(context.Request.Query["ms"]))); break;
            case "/fail": throw new InvalidOperationException(path);
            case "/late":
                await Part(response);
                throw new InvalidOperationException(path);
            case "/stream":
                for (int i = 0; i < 5; i++)
                {
                    await Part(response);
                    await Task.Delay(5);
                }
                break;
            case "/abort":
                await Part(response);
                await Task.Delay(100);
                context.Abort();
                break;
            case "/echo":
                var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                response.ContentLength = body.Length;
                await response.Body.WriteAsync(body.ToArray(), 0, (int)body.Length);
                break;
            case "/completed":
                response.OnCompleted(() => Task.Delay(50));
                await response.WriteAsync("done");
                break;
            case "/socket": await Socket(context); break;
            case "/child": await response.WriteAsync(Environ()); break;
            default: response.StatusCode = 404; break;
        }
    }

    private static async Task Part(HttpResponse response)
    {
        await response.WriteAsync("part ");
        await response.Body.FlushAsync();
    }

    // Computes for some time. Returns when that began and ended, in nanoseconds of the clock that perf uses.
    private static string Work(int milliseconds)
    {
        long start = Stopwatch.GetTimestamp(), end = start + milliseconds * 1000000L;
        double sum = 0;
        while (Stopwatch.GetTimestamp() < end)
        {
            sum += Compute(100000);
        }
        return start + " " + Stopwatch.GetTimestamp() + " " + (sum > 0);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static double Compute(int steps)
    {
        double sum = 0;
        for (int i = 1; i <= steps; i++)
        {
            sum += 1.0 / i;
        }
        return sum;
    }

    // Keeps the connection open until the client closes it.
    private static async Task Socket(HttpContext context)
    {
        using (WebSocket socket = await context.WebSockets.AcceptWebSocketAsync())
        {
            var buffer = new ArraySegment<byte>(new byte[100]);
            while ((await socket.ReceiveAsync(buffer, CancellationToken.None)).MessageType != WebSocketMessageType.Close)
            {
            }
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        }
    }

    // The environment of a child process.
    private static string Environ()
    {
        var start = new ProcessStartInfo("env") { RedirectStandardOutput = true };
        using (var child = System.Diagnostics.Process.Start(start))
        {
            return child.StandardOutput.ReadToEnd();
        }
    }
}
