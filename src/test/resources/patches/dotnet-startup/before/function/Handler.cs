using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

public static class Handler
{
    public static Task Answer(HttpContext context) => context.Response.WriteAsync("hello");
}
