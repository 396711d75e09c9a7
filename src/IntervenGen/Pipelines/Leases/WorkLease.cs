using System.Globalization;
using System.Text.Json;
using IntervenGen.Core;

namespace IntervenGen;

/// <summary>Whose turn a piece of work is, on a file system that several machines share.</summary>
/// <remarks>
/// <list type="number">
/// <item>Every start of the work takes the next number, by creating a file <c>N.lease</c> that must not be there: of two that try at
/// once, one gets the number and the other the next one. The highest number has the turn.</item>
/// <item>Each number has a folder of its own, <c>N</c>. A process that goes on although its node was given up writes there, where nobody
/// reads any more once its successor has copied what was committed.</item>
/// <item>The holder looks every few seconds whether a higher number is there, and stops if so.</item>
/// </list>
/// No locks: those of network file systems outlive their processes, or are not there at all.
/// </remarks>
public sealed class WorkLease : IDisposable
{
    private const string Suffix = ".lease";
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(3);

    private readonly string _root;
    private readonly CancellationTokenSource _lost = new();
    private readonly Timer _watch;

    private WorkLease(string root, long number, Incarnation holder)
    {
        (_root, Number, Holder) = (root, number, holder);
        _watch = new Timer(_ => Look(), null, s_interval, s_interval);
    }

    /// <summary>The turn's number, from 1.</summary>
    public long Number { get; }

    /// <summary>Who has the turn.</summary>
    public Incarnation Holder { get; }

    /// <summary>The folder that only this turn writes to; made by <see cref="WorkFolder"/>.</summary>
    public string Folder => FolderOf(_root, Number);

    /// <summary>Cancelled when a later turn was seen.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the next turn.</summary>
    /// <param name="root">Folder of the work's turns; made if it is not there.</param>
    /// <param name="me">Who takes it.</param>
    /// <exception cref="SupersededException">The same job was started again since: this process is a remnant.</exception>
    /// <exception cref="IntervenGenException">The folder cannot be written.</exception>
    public static WorkLease Take(string root, Incarnation me)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentNullException.ThrowIfNull(me);
        try
        {
            Directory.CreateDirectory(root);
            while (true)
            {
                long last = Last(root);
                if (HolderOf(root, last) is { } holder && holder.Job == me.Job && holder.Restart > me.Restart)
                    throw new SupersededException($"'{root}' belongs to {holder}; {me} is an earlier start of the same job");
                if (TryCreate(Path.Combine(root, Name(last + 1) + Suffix), me))
                    return new WorkLease(root, last + 1, me);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IntervenGenException($"'{root}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Who has the turn at a piece of work; null if nobody ever had, or a killed process did not say.</summary>
    /// <param name="root">Folder of the work's turns.</param>
    public static Incarnation? Current(string root) => HolderOf(root, Last(root));

    /// <summary>Whether no later turn was taken.</summary>
    public bool IsHeld()
    {
        if (!_lost.IsCancellationRequested)
            Look();
        return !_lost.IsCancellationRequested;
    }

    /// <summary>Stops a process whose turn has passed.</summary>
    /// <exception cref="SupersededException">A later turn was taken.</exception>
    public void ThrowIfLost()
    {
        if (!IsHeld())
            throw new SupersededException($"'{_root}' was taken over by {Current(_root)?.ToString() ?? "another job"}; {Holder} stops");
    }

    /// <summary>Stops watching. The turn stays taken: the next one only goes on from it.</summary>
    public void Dispose()
    {
        _watch.Dispose();
        _lost.Dispose();
    }

    /// <summary>Numbers of the turns taken, in order.</summary>
    internal static IReadOnlyList<long> Numbers(string root)
    {
        if (!Directory.Exists(root))
            return [];
        var numbers = new List<long>();
        foreach (string file in Directory.EnumerateFiles(root, "*" + Suffix))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
                numbers.Add(number);
        }

        numbers.Sort();
        return numbers;
    }

    /// <summary>Folder of a turn.</summary>
    internal static string FolderOf(string root, long number) => Path.Combine(root, Name(number));

    private static long Last(string root) => Numbers(root) is [.., long last] ? last : 0;

    private static string Name(long number) => number.ToString("d4", CultureInfo.InvariantCulture);

    private static bool TryCreate(string path, Incarnation me)
    {
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
            file.Write(JsonSerializer.SerializeToUtf8Bytes(me));
            file.Flush(flushToDisk: true);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    // A process killed between creating its file and writing it says nothing, and has made nothing.
    private static Incarnation? HolderOf(string root, long number)
    {
        try
        {
            return number == 0 ? null : JsonSerializer.Deserialize<Incarnation>(
                File.ReadAllBytes(Path.Combine(root, Name(number) + Suffix)));
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Look()
    {
        try
        {
            // Of finished work everything is removed, leases too.
            if (Last(_root) != Number)
                _lost.Cancel();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // A file system that does not answer now is asked again; a lease that was just given up needs no answer.
        }
    }
}
