using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace IntervenGen.Cli.Parsing;

/// <summary>An address to listen on, in its usual form.</summary>
internal static class ListenAddress
{
    /// <summary>Reads it.</summary>
    /// <remarks>Four decimal numbers, or IPv6. .NET also takes '1' for 0.0.0.1, and hexadecimal and octal parts.</remarks>
    public static bool TryParse(string? text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address) && (address.AddressFamily != AddressFamily.InterNetwork || address.ToString() == text);
}
