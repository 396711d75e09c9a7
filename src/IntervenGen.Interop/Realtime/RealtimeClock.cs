using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace IntervenGen.Interop.Realtime;

/// <summary>Waits that end to the microsecond, which the runtime's own, in milliseconds, do not.</summary>
/// <remarks>Times are nanoseconds of the system's monotonic clock. Linux; elsewhere the runtime's waits are used. Allocates
/// nothing.</remarks>
public static unsafe partial class RealtimeClock
{
    private const long Second = 1_000_000_000;
    private const int Monotonic = 1, Absolute = 1;
    private const short PollIn = 1;

    /// <summary>The present time of the monotonic clock, nanoseconds.</summary>
    public static long Now
    {
        get
        {
            if (!OperatingSystem.IsLinux())
                return Stopwatch.GetTimestamp() * (Second / Stopwatch.Frequency);
            TimeSpec now;
            _ = GetTime(Monotonic, &now);
            return (now.Seconds * Second) + now.Nanoseconds;
        }
    }

    /// <summary>Sleeps until a time of the monotonic clock, nanoseconds.</summary>
    public static void SleepUntil(long moment)
    {
        if (!OperatingSystem.IsLinux())
        {
            while (Now < moment)
                Thread.Yield();
            return;
        }

        var end = new TimeSpec { Seconds = moment / Second, Nanoseconds = moment % Second };
        // Interrupted by a signal, the call is made again: the end is absolute.
        while (Sleep(Monotonic, Absolute, &end, null) != 0 && Now < moment)
        {
        }
    }

    /// <summary>Waits until a socket has data to read.</summary>
    /// <returns>False if <paramref name="moment"/> came first.</returns>
    public static bool WaitToRead(Socket socket, long moment)
    {
        ArgumentNullException.ThrowIfNull(socket);
        long left = Math.Max(0, moment - Now);
        if (!OperatingSystem.IsLinux())
            return socket.Poll((int)(left / 1000), SelectMode.SelectRead);
        var wait = new TimeSpec { Seconds = left / Second, Nanoseconds = left % Second };
        var descriptor = new PollDescriptor { File = (int)socket.Handle, Events = PollIn };
        return PPoll(&descriptor, 1, &wait, null) > 0;
    }

    // 64-bit Linux: both members of struct timespec are longs.
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int File;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, TimeSpec* time);

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int Sleep(int clock, int flags, TimeSpec* request, TimeSpec* remain);

    [LibraryImport("libc", EntryPoint = "ppoll")]
    private static partial int PPoll(PollDescriptor* descriptors, nuint count, TimeSpec* wait, void* signals);
}
