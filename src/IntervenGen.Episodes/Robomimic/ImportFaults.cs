using IntervenGen.Core;

namespace IntervenGen.Episodes.Robomimic;

/// <summary>Everything that stands against importing a file, so that whoever mends it need not find out one by one.</summary>
internal sealed class ImportFaults
{
    // More than anybody reads; a file made to have thousands is not read to its end.
    private const int MaxFaults = 20;

    private readonly List<IntervenGenException> _faults = [];

    /// <summary>How many were found so far.</summary>
    public int Count => _faults.Count;

    /// <summary>Reads a part of the file; null where that fails, which is remembered.</summary>
    public T? Try<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        // At the bound the refusal itself is being thrown, through every reading that another one encloses.
        catch (IntervenGenException fault) when (_faults.Count < MaxFaults && (fault is UsageException or EpisodeFormatException))
        {
            Add(fault);
            return null;
        }
    }

    /// <summary>Does something with a part of the file; a failure is remembered.</summary>
    public void Try(Action act) => Try<object>(() =>
    {
        act();
        return null;
    });

    /// <summary>Refuses the file if anything was found.</summary>
    /// <exception cref="UsageException">The first fault was one of use; the message names all.</exception>
    /// <exception cref="EpisodeFormatException">The first fault was in the file's content; the message names all.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count == 0)
            return;
        IntervenGenException first = _faults[0];
        string message = _faults.Count == 1
            ? first.Message
            : $"{(_faults.Count == MaxFaults ? $"at least {MaxFaults}" : _faults.Count)} faults: " +
                string.Join("; ", _faults.Select((fault, i) => $"({i + 1}) {fault.Message}"));
        throw first is UsageException ? new UsageException(message, first) : new EpisodeFormatException(message, first);
    }

    // The same array may be read twice, once to look the file through and once to store it.
    private void Add(IntervenGenException fault)
    {
        if (_faults.All(other => other.Message != fault.Message))
            _faults.Add(fault);
        if (_faults.Count == MaxFaults)
            ThrowIfAny();
    }
}
