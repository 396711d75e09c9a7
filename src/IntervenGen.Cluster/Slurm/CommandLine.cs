using System.ComponentModel;
using System.Diagnostics;

namespace IntervenGen.Cluster.Slurm;

/// <summary>Runs a command to its end.</summary>
internal static class CommandLine
{
    private const int MaxSeconds = 120;

    /// <summary>Runs a command and returns what it printed.</summary>
    /// <exception cref="SlurmException">It is not installed, failed, or did not end within two minutes.</exception>
    public static string Run(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        string shown = $"{program} {string.Join(' ', start.ArgumentList)}";
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            // Both at once: a full pipe that nobody reads would stop the command.
            Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(TimeSpan.FromSeconds(MaxSeconds)))
            {
                process.Kill(entireProcessTree: true);
                throw new SlurmException($"'{shown}' did not answer within {MaxSeconds} s");
            }

            string said = errors.GetAwaiter().GetResult(), result = output.GetAwaiter().GetResult();
            return process.ExitCode == 0 ? result : throw new SlurmException(
                $"'{shown}' failed with exit code {process.ExitCode}: {string.Join(' ', said.Split('\n', StringSplitOptions.TrimEntries
                    | StringSplitOptions.RemoveEmptyEntries))}");
        }
        catch (Win32Exception exception)
        {
            throw new SlurmException($"'{program}' cannot be started: {exception.Message}; is this a node of a Slurm cluster?", exception);
        }
    }
}
