// Stubs of the parts of ASP.NET Core that the hook uses, for a compiler that comes without ASP.NET Core.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Microsoft.AspNetCore.Http
{
    public delegate Task RequestDelegate(HttpContext context);

    public abstract class HttpContext
    {
        public abstract HttpRequest Request { get; }
        public abstract HttpResponse Response { get; }
    }

    public abstract class HttpRequest
    {
        public abstract IDictionary<string, string> Headers { get; }
    }

    public abstract class HttpResponse
    {
        public abstract IDictionary<string, string> Headers { get; }
    }
}

namespace Microsoft.AspNetCore.Builder
{
    using Microsoft.AspNetCore.Http;

    public interface IApplicationBuilder
    {
        IApplicationBuilder Use(Func<RequestDelegate, RequestDelegate> middleware);
    }

    public interface IHostApplicationLifetime
    {
        CancellationToken ApplicationStarted { get; }
    }

    public abstract class WebApplication : IApplicationBuilder
    {
        public abstract IHostApplicationLifetime Lifetime { get; }

        IApplicationBuilder IApplicationBuilder.Use(Func<RequestDelegate, RequestDelegate> middleware)
        {
            throw new NotSupportedException();
        }
    }
}
