using System.Text;
using IntervenGen.Core;

namespace IntervenGen.Cluster.Runs;

/// <summary>The logs of a run's tasks, as lines with their task's name before them.</summary>
public static class ClusterLogs
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(0.5);

    /// <summary>Reads the logs, and goes on reading.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="stage">A text that the task's name has; null for all.</param>
    /// <param name="follow">Whether to go on with what is written.</param>
    /// <param name="write">Is given a task's name and a line, on the caller's thread.</param>
    /// <param name="cancellation">Ends following.</param>
    /// <exception cref="UsageException">There is no such log.</exception>
    public static void Read(
        string folder, string? stage, bool follow, Action<string, string> write, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        string logs = Path.Combine(folder, "cluster", "logs");
        var places = new SortedDictionary<string, LogPlace>(StringComparer.Ordinal);
        do
        {
            foreach (string file in Directory.Exists(logs) ? Directory.EnumerateFiles(logs, "*.log") : [])
            {
                string name = Path.GetFileNameWithoutExtension(file);
                bool isAsked = stage is null || name.Contains(stage.Replace('/', '.'), StringComparison.Ordinal);
                if (isAsked && !places.ContainsKey(name))
                    places[name] = new LogPlace(file);
            }

            if (places.Count == 0 && !follow)
                throw new UsageException(stage is null
                    ? $"'{folder}' has no logs yet; 'igen cluster submit' submits its jobs"
                    : $"'{folder}' has no log of '{stage}'");
            foreach ((string name, LogPlace place) in places)
            {
                foreach (string line in place.NewLines(isLast: !follow))
                    write(name, line);
            }
        }
        while (follow && !cancellation.WaitHandle.WaitOne(s_interval));
    }

    // How far a log was read. Half a line waits for its other half.
    private sealed class LogPlace(string file)
    {
        private long _offset;
        private string _begun = "";

        public string[] NewLines(bool isLast)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length < _offset)
                _offset = 0;
            stream.Position = _offset;
            using var reader = new StreamReader(stream, Encoding.UTF8);
            string[] lines = (_begun + reader.ReadToEnd()).Split('\n');
            _offset = stream.Position;
            _begun = isLast ? "" : lines[^1];
            return isLast && lines[^1].Length > 0 ? lines : lines[..^1];
        }
    }
}
