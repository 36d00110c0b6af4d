using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Handling;

public static class Handler
{
    public static void AddServices(IServiceCollection services) { }

    public static void AddEndpoints(WebApplication app) => app.MapGet("/", () => "hello");
}
