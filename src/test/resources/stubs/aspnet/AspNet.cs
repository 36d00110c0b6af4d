// Stubs of the parts of ASP.NET Core that the hook uses, for a compiler that comes without ASP.NET Core.
using System;
using System.Collections.Generic;
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
        public abstract int StatusCode { get; set; }
        public abstract void OnStarting(Func<Task> callback);
        public abstract void OnCompleted(Func<Task> callback);
    }
}

namespace Microsoft.AspNetCore.Builder
{
    using Microsoft.AspNetCore.Http;

    public interface IApplicationBuilder
    {
        IApplicationBuilder Use(Func<RequestDelegate, RequestDelegate> middleware);
    }
}

namespace Microsoft.AspNetCore.Hosting
{
    using Microsoft.AspNetCore.Builder;
    using Microsoft.Extensions.DependencyInjection;

    [AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
    public sealed class HostingStartupAttribute : Attribute
    {
        public HostingStartupAttribute(Type hostingStartupType)
        {
            HostingStartupType = hostingStartupType;
        }

        public Type HostingStartupType { get; private set; }
    }

    public interface IHostingStartup
    {
        void Configure(IWebHostBuilder builder);
    }

    public interface IWebHostBuilder
    {
        IWebHostBuilder ConfigureServices(Action<IServiceCollection> configureServices);
    }

    public interface IStartupFilter
    {
        Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next);
    }
}

namespace Microsoft.Extensions.DependencyInjection
{
    public interface IServiceCollection : IList<ServiceDescriptor>
    {
    }

    public class ServiceDescriptor
    {
        public ServiceDescriptor(Type serviceType, object instance)
        {
            ServiceType = serviceType;
            ImplementationInstance = instance;
        }

        public Type ServiceType { get; private set; }
        public object ImplementationInstance { get; private set; }
    }
}
