using System.Net;
using System.Net.Sockets;

namespace Millrace.Host.Live;

/// <summary>Finds a port that is free.</summary>
internal static class FreeAddress
{
    private const int Tries = 20; // ports above the one asked for; then any

    /// <summary>The addresses, each with the port asked for or, when that is taken, one of the next.</summary>
    public static string Of(string urls) => string.Join(';', urls.Split(';').Select(One));

    private static string One(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !uri.IsLoopback || uri.Port == 0 || IsFree(uri.Port))
            return url;
        for (var port = uri.Port + 1; port <= Math.Min(uri.Port + Tries, IPEndPoint.MaxPort); port++)
        {
            if (IsFree(port))
                return $"{uri.Scheme}://{uri.Host}:{port}";
        }

        return $"{uri.Scheme}://127.0.0.1:0";
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
