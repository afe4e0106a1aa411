using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Millrace.Host.Service;

/// <summary>Lets in who carries the token; health is open to all. Compares in a time that says nothing of where a wrong token differs.</summary>
internal sealed class TokenGate(string token, RequestDelegate next)
{
    private readonly byte[] expected = SHA256.HashData(Encoding.UTF8.GetBytes("Bearer " + token));

    public Task HandleAsync(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
            return next(http);
        var given = SHA256.HashData(Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString()));
        if (CryptographicOperations.FixedTimeEquals(given, expected))
            return next(http);
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return Problem.WriteAsync(http, 401, "Token needed", "This service was started with a token; send the header  Authorization: Bearer TOKEN.");
    }
}
