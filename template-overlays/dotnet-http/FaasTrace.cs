#nullable disable

using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

/// <summary>
/// Says to the agent in this image when a request begins and ends, so that it can be recorded.
/// It never fails a request nor writes to the log; without the agent it adds nothing.
/// </summary>
internal sealed class FaasTrace
{
    private sealed class Invocation
    {
        internal string Id, Start;
        internal long Begun;
        internal bool Overlap, Demanded;
    }

    // Of Linux, on x86-64 and arm64 alike. System.IO has no way to open a pipe without waiting for its reader.
    private const int Write = 0x1, Create = 0x40, Exclusive = 0x80, Append = 0x400, NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int OwnerOnly = 0x180;

    private readonly string folder;
    private readonly int events;
    private readonly int pid = Process.GetCurrentProcess().Id;
    private readonly Func<bool> wanted, demand;
    private readonly object gate = new object();
    private long patience, begun, running, omitted;

    private FaasTrace(string folder, int events)
    {
        this.folder = folder;
        this.events = events;
        patience = Now() + Second;
        wanted = Sampler(Environment.GetEnvironmentVariable("FAAS_TRACE_SAMPLE") ?? "");
        long rate = Number(Environment.GetEnvironmentVariable("FAAS_TRACE_HEADER_RATE") ?? "", 1);
        bool off = Environment.GetEnvironmentVariable("FAAS_TRACE_HEADER") == "off";
        demand = off ? () => false : AtMostEvery(Second / rate);
    }

    /// <summary>Puts itself around all that the application does; to be called before anything else is added.</summary>
    internal static void Watch(WebApplication app)
    {
        string folder = Environment.GetEnvironmentVariable("FAAS_TRACE_DIR");
        int events = string.IsNullOrEmpty(folder) ? -1 : Open(folder + "/events", Write | NonBlocking);
        if (events < 0)
        {
            return;
        }
        var tracer = new FaasTrace(folder, events);
        app.Lifetime.ApplicationStarted.Register(tracer.Hello);
        ((IApplicationBuilder)app).Use(next => context => tracer.Serve(context, next));
    }

    private void Hello()
    {
        patience = Now() + Second;
        Put(events, "hello " + pid + " dotnet " + Environment.Version + "\n");
    }

    private async Task Serve(HttpContext context, RequestDelegate next)
    {
        Invocation invocation = await Begin(context);
        try
        {
            await next(context);
        }
        finally
        {
            End(invocation);
        }
    }

    private async Task<Invocation> Begin(HttpContext context)
    {
        var invocation = new Invocation();
        lock (gate)
        {
            running++;
            invocation.Begun = ++begun;
            invocation.Demanded = context.Request.Headers["X-Faas-Trace"].ToString() == "1" && demand();
            if (!invocation.Demanded && !wanted())
            {
                return null;
            }
        }
        string toggle = await Armed();
        lock (gate)
        {
            if (toggle == null || !Start(invocation, toggle, context.Request.Headers["X-Call-Id"].ToString()))
            {
                omitted++;
                return null;
            }
        }
        if (invocation.Demanded)
        {
            context.Response.Headers["X-Faas-Trace-Id"] = invocation.Id;
        }
        return invocation;
    }

    // Looks each time, as perf may come late and go.
    private async Task<string> Armed()
    {
        try
        {
            while (!File.Exists(folder + "/armed"))
            {
                if (Now() > patience || File.Exists(folder + "/refused"))
                {
                    return null;
                }
                await Task.Delay(5);
            }
            string[] words = File.ReadAllText(folder + "/armed").Trim().Split(' ');
            return words.Length == 2 && words[0] == Text(pid) ? "enable " + words[1] + "\n" : null;
        }
        catch (Exception e) when (e is IOException || e is UnauthorizedAccessException)
        {
            return null;
        }
    }

    private bool Start(Invocation invocation, string toggle, string given)
    {
        int on = Open(folder + "/on", Write | Create | Exclusive);
        if (on >= 0)
        {
            Close(on);
            PutInto("/control", NonBlocking, toggle);
            Put(events, "call\n");
        }
        invocation.Id = IsPlain(given) ? given : Guid.NewGuid().ToString("N");
        invocation.Overlap = running > 1;
        invocation.Start = Stamp();
        return PutInto("/invocations", Create | Append, "begin " + invocation.Id + " " + invocation.Start + " " + pid + " -\n");
    }

    // A request hops between threads, so that its thread is never its own.
    private void End(Invocation invocation)
    {
        lock (gate)
        {
            running--;
            if (invocation == null)
            {
                return;
            }
            bool overlap = invocation.Overlap || invocation.Begun != begun;
            string line = "end " + invocation.Id + " " + invocation.Start + " " + Stamp() + " " + pid + " - "
                + (overlap ? "1 " : "0 ") + omitted + "\n";
            bool noted = PutInto("/invocations", Create | Append, line);
            omitted = noted ? 0 : omitted + 1;
            if (noted && invocation.Demanded)
            {
                Put(events, "demanded\n");
            }
        }
    }

    // An id comes from whoever calls: it is taken over only where it is plain and short.
    private static bool IsPlain(string id)
    {
        foreach (char c in id)
        {
            bool letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-')
            {
                return false;
            }
        }
        return id.Length >= 1 && id.Length <= 64;
    }

    private static Func<bool> Sampler(string rule)
    {
        if (rule == "all" || rule == "off")
        {
            return () => rule == "all";
        }
        if (rule.StartsWith("1/", StringComparison.Ordinal) && Number(rule.Substring(2), 0) > 0)
        {
            long every = Number(rule.Substring(2), 1), calls = -1;
            return () => ++calls % every == 0;
        }
        bool interval = rule.EndsWith("s", StringComparison.Ordinal);
        return AtMostEvery(Second * Number(interval ? rule.Substring(0, rule.Length - 1) : "", 10));
    }

    private static Func<bool> AtMostEvery(long interval)
    {
        long last = long.MinValue / 2;
        return () =>
        {
            long now = Now();
            bool due = now - last >= interval;
            last = due ? now : last;
            return due;
        };
    }

    private static long Number(string text, long otherwise)
    {
        bool number = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value);
        return number && value > 0 ? value : otherwise;
    }

    private const long Second = 1000000000;

    // CLOCK_MONOTONIC in nanoseconds, which the samples carry too.
    private static long Now()
    {
        return Stopwatch.GetTimestamp() * (Second / Stopwatch.Frequency);
    }

    private static string Stamp()
    {
        long now = Now();
        return Text(now / Second) + "." + (now % Second).ToString("D9", CultureInfo.InvariantCulture);
    }

    private static string Text(long number)
    {
        return number.ToString(CultureInfo.InvariantCulture);
    }

    private static int Open(string path, int how)
    {
        return open(path, how | CloseOnExec, OwnerOnly);
    }

    private static void Close(int file)
    {
        close(file);
    }

    private bool PutInto(string name, int how, string line)
    {
        int file = Open(folder + name, Write | how);
        if (file < 0)
        {
            return false;
        }
        bool done = Put(file, line);
        Close(file);
        return done;
    }

    private static bool Put(int file, string line)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(line);
        return (long)write(file, bytes, (IntPtr)bytes.Length) == bytes.Length;
    }

    [DllImport("libc")]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport("libc")]
    private static extern IntPtr write(int file, byte[] bytes, IntPtr count);

    [DllImport("libc")]
    private static extern int close(int file);
}
