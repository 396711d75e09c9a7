using System.Globalization;

namespace IntervenGen.Interop;

/// <summary>What this process was started with: its descriptors, and the signals that it is to ignore.</summary>
public static class ProcessStart
{
    /// <summary>Whether a descriptor is one that this process opened, and none that it was started with.</summary>
    /// <remarks>
    /// Where a descriptor is closed at the start, the first thing that the runtime opens takes its number, such as a pipe for
    /// signals: what is printed would go there. What was there before the program began is never close-on-exec.
    /// </remarks>
    public static bool IsOwnDescriptor(int descriptor)
    {
        const int closeOnExec = 0x80000;
        const string line = "flags:";
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            string? flags = File.ReadLines($"/proc/self/fdinfo/{descriptor}")
                .FirstOrDefault(text => text.StartsWith(line, StringComparison.Ordinal));
            return flags is not null && (Convert.ToInt32(flags[line.Length..].Trim(), 8) & closeOnExec) != 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Closed still: to write there fails, and that is noticed then.
            return false;
        }
    }

    /// <summary>Whether SIGHUP is ignored, as under <c>nohup</c>: the terminal's end is then nothing to stop for.</summary>
    public static bool IsHangUpIgnored()
    {
        const string line = "SigIgn:";
        if (!OperatingSystem.IsLinux())
            return false;
        string? mask = File.ReadLines("/proc/self/status").FirstOrDefault(text => text.StartsWith(line, StringComparison.Ordinal));
        // SIGHUP is signal 1, the lowest bit.
        return mask is not null && (ulong.Parse(mask[line.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 1) != 0;
    }
}
