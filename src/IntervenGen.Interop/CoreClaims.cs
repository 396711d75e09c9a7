using System.Globalization;
using System.Net.Sockets;

namespace IntervenGen.Interop;

/// <summary>Who pins to which core, among processes that see more cores than they were given.</summary>
/// <remarks>
/// A core is claimed by binding an abstract socket that is named after it: one process of the machine can have the name, of any user, and
/// the kernel frees it when the process ends, however it ends. A file in /tmp would not do: schedulers give every job a /tmp of its own.
/// Nobody listens there.
/// </remarks>
internal static class CoreClaims
{
    // The claims of this process; never released, since its workers stay pinned.
    private static readonly List<Socket> s_held = [];

    /// <summary>Claims cores.</summary>
    /// <param name="mask">Cores to choose from.</param>
    /// <param name="count">Cores wanted.</param>
    /// <returns>Those claimed, ascending; fewer than wanted where others have them.</returns>
    public static IReadOnlyList<int> Take(IReadOnlyList<int> mask, int count)
    {
        var taken = new List<int>();
        // Containers with networks of their own do not see each other's claims; they should at least not all begin at core 0.
        int start = Environment.ProcessId % mask.Count;
        for (int i = 0; i < mask.Count && taken.Count < count; i++)
        {
            int core = mask[(start + i) % mask.Count];
            if (TryHold(core))
                taken.Add(core);
        }

        taken.Sort();
        return taken;
    }

    private static bool TryHold(int core)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"\0intervengen-core-{core}")));
            lock (s_held)
                s_held.Add(socket);
            return true;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return false;
        }
    }
}
