using System.Text.Json.Nodes;

namespace IntervenGen.Cli.Workflows;

/// <summary>What was measured while a person drove: one file for each session, beside the dataset.</summary>
internal static class TeleopSessionFile
{
    private const int MaxSessions = 10_000;

    /// <summary>Writes <c>NAME.teleop.json</c>, or <c>NAME.teleop-2.json</c> and so on after other sessions; overwrites none.</summary>
    /// <returns>The file's path.</returns>
    public static string Write(string folder, JsonObject measured)
    {
        string name = Path.TrimEndingDirectorySeparator(folder);
        string staged = $"{name}.teleop.{Environment.ProcessId}.tmp";
        try
        {
            using (var file = new FileStream(staged, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(System.Text.Encoding.UTF8.GetBytes(measured.ToJsonString() + "\n"));
                file.Flush(flushToDisk: true);
            }

            return MoveToFreeName(staged, name);
        }
        finally
        {
            File.Delete(staged);
        }
    }

    // Another process may take a name between the look and the move, which then fails and tries the next.
    private static string MoveToFreeName(string staged, string name)
    {
        for (int session = 1; session <= MaxSessions; session++)
        {
            string path = session == 1 ? $"{name}.teleop.json" : $"{name}.teleop-{session}.json";
            if (Path.Exists(path))
                continue;
            try
            {
                File.Move(staged, path, overwrite: false);
                return path;
            }
            catch (IOException) when (Path.Exists(path))
            {
                // Somebody else's by now.
            }
        }

        throw new IOException($"'{name}' has more than {MaxSessions} files of sessions beside it");
    }
}
