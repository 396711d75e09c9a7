using System.Diagnostics;

namespace IntervenGen.Generation;

/// <summary>What a worker spends its time on, where somebody listens to <see cref="RunMeter"/>.</summary>
/// <remarks>A few time stamps in a round over all lanes, which is milliseconds. One thread.</remarks>
internal struct WorkerClock
{
    /// <summary>Control steps.</summary>
    public const int Physics = 0;

    /// <summary>Evaluation of the policy, or waiting for it.</summary>
    public const int Policy = 1;

    /// <summary>Deciding, observing, recording.</summary>
    public const int Program = 2;

    /// <summary>No lane may go on before an earlier attempt has ended.</summary>
    public const int Queue = 3;

    private static readonly string[] s_names = ["physics", "policy", "program", "queue"];

    private Parts _ticks;
    private long _last;
    private bool _runs;

    /// <summary>Begins a round.</summary>
    public void Begin()
    {
        _runs = RunMeter.IsTimed;
        if (_runs)
            _last = Stopwatch.GetTimestamp();
    }

    /// <summary>Adds the time since the last call to a part.</summary>
    public void Split(int part)
    {
        if (!_runs)
            return;
        long now = Stopwatch.GetTimestamp();
        _ticks[part] += now - _last;
        _last = now;
    }

    /// <summary>Reports the round.</summary>
    public void Flush()
    {
        if (!_runs)
            return;
        for (int part = 0; part < s_names.Length; part++)
        {
            if (_ticks[part] > 0)
                RunMeter.AddTime(s_names[part], _ticks[part]);
            _ticks[part] = 0;
        }
    }

    [System.Runtime.CompilerServices.InlineArray(4)]
    private struct Parts
    {
        private long _first;
    }
}
