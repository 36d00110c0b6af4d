using Handling;

var builder = WebApplication.CreateBuilder(args);
Handler.AddServices(builder.Services);
var app = builder.Build();
Handler.AddEndpoints(app);
app.Run("http://127.0.0.1:3000");
