using System.Diagnostics;
using System.Text.Json.Nodes;
using IntervenGen.Core;
using IntervenGen.Generation;
using IntervenGen.Web.Scenes;

namespace IntervenGen.Web.Teleop;

/// <summary>Where the lane that is driven and the page of the person who drives it meet.</summary>
/// <remarks>
/// The lane's thread calls <see cref="Next"/> once per control step, in real time; pages call the rest. One lock, held for
/// microseconds. Whoever waits is woken by a message or by the clock. The protocol:
/// 1. the lane shows its state to every page; 2. it waits for the period to pass; 3. while nobody may act, it stands still;
/// 4. it takes what the driver's last message said. A driver who is silent too long loses the robot: it is held until
/// somebody takes it again, and what was recorded stays.
/// </remarks>
public sealed partial class TeleopDesk : ITeleoperator
{
    private const int FramesRemembered = 256;

    private readonly object _lock = new();
    private readonly TeleopOptions _options;
    private readonly TaskSpec _spec;
    private readonly IScene _scene;
    private readonly Func<int> _kept;
    private readonly List<PageFeed> _pages = [];
    private readonly byte[] _frameBytes;
    private readonly long[] _sentAt = new long[FramesRemembered];
    private readonly LatencyStatistics _latency = new();
    private readonly float[] _twist = new float[6];
    private readonly CancellationToken _stop;
    private TeleopPhase _phase = TeleopPhase.Ready;
    private TeleopPhase _before = TeleopPhase.Ready;
    private TeleopTurn? _ending;
    private object? _driver;
    private long _heardAt;
    private long _movedAt;
    private long _frame;
    private long _answered = -1;
    private long _due;
    private long _attempt = -1;
    private float _gripper;
    private long _humanTicks;
    private string _words = "";
    private bool _asks, _isOffered;
    private TurnCounts _turns;

    /// <summary>Creates the desk of one session.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="spec">The task.</param>
    /// <param name="scene">Draws the lane; used by the lane's thread alone, apart from its description.</param>
    /// <param name="kept">Episodes kept so far.</param>
    /// <param name="stop">Ends the current episode.</param>
    public TeleopDesk(TeleopOptions options, TaskSpec spec, IScene scene, Func<int> kept, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(scene);
        _options = options;
        _spec = spec;
        _scene = scene;
        _kept = kept;
        _stop = stop;
        _frameBytes = new byte[FrameSize(spec.Objects.Count, scene.Description.Bodies)];
        Hello = TeleopTexts.Hello(spec, options.Task, options.Episodes, scene);
        stop.Register(Wake);
    }

    /// <summary>Time for which the person had control, seconds.</summary>
    public double OperatorSeconds
    {
        get
        {
            lock (_lock)
                return _humanTicks / (double)Stopwatch.Frequency;
        }
    }

    /// <summary>Latency statistics of frames and commands.</summary>
    public JsonObject Latency
    {
        get
        {
            lock (_lock)
                return _latency.ToJson();
        }
    }

    /// <inheritdoc/>
    public TeleopTurn Next(Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        lock (_lock)
        {
            if (attempt.Key.Attempt != _attempt)
                BeginEpisode(attempt);
            Show(attempt);
            while (true)
            {
                if (_stop.IsCancellationRequested)
                    return TeleopTurn.Abort;
                if (TakeEnding() is { } ending)
                    return ending;
                CheckDriver();
                long now = Stopwatch.GetTimestamp();
                if (Acts(_phase) && now >= _due)
                    break;
                // Standing still, pages that come are shown the scene now and then.
                TimeSpan wait = Acts(_phase) ? Stopwatch.GetElapsedTime(now, _due) : _options.Period * 4;
                if (!Monitor.Wait(_lock, wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait) && !Acts(_phase))
                    Show(attempt);
            }

            KeepTime();
            return Act(attempt);
        }
    }

    /// <inheritdoc/>
    public void AskForHelp()
    {
        lock (_lock)
        {
            if (_phase != TeleopPhase.Policy)
                return;
            _before = _phase;
            SetPhase(TeleopPhase.Hold, "the robot asks for help: take over, or let it go on", asks: true);
        }
    }

    /// <inheritdoc/>
    public void OfferBack(bool isReady)
    {
        lock (_lock)
        {
            if (_phase != TeleopPhase.Human || isReady == _isOffered)
                return;
            _isOffered = isReady;
            _words = isReady ? "the robot could go on: hand back" : "";
            Announce();
        }
    }

    /// <summary>Says that nothing more can be driven, and whether every episode that was wanted is there.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            int kept = _kept();
            SetPhase(TeleopPhase.Done, kept >= _options.Episodes
                ? "all episodes are recorded; thank you"
                : $"stopped with {kept} of {_options.Episodes} episodes; thank you");
            Monitor.PulseAll(_lock);
        }
    }

    private static bool Acts(TeleopPhase phase) => phase is TeleopPhase.Policy or TeleopPhase.Human or TeleopPhase.Mistake;

    private TeleopTurn Act(Attempt attempt)
    {
        if (_phase == TeleopPhase.Policy)
            return TeleopTurn.Policy;
        _humanTicks += Period;
        if (Stopwatch.GetElapsedTime(_movedAt) > _options.StillAfter)
            Array.Clear(_twist);
        int arm = _spec.ActionSize - 1;
        _twist.AsSpan(0, Math.Min(arm, 6)).CopyTo(attempt.Action);
        attempt.Action[arm] = _gripper;
        return _phase == TeleopPhase.Mistake ? TeleopTurn.Mistake : TeleopTurn.Human;
    }

    private long Period => (long)(_options.Period.TotalSeconds * Stopwatch.Frequency);

    // After a hold the clock starts anew: lost time is not caught up with.
    private void KeepTime()
    {
        long now = Stopwatch.GetTimestamp();
        _due = Math.Max(_due + Period, now + (Period / 2));
    }

    private TeleopTurn? TakeEnding()
    {
        TeleopTurn? ending = _ending;
        _ending = null;
        return ending;
    }

    private void BeginEpisode(Attempt attempt)
    {
        // The page is served before the first scene stands: whoever has pressed start by then does not press it again.
        bool isStarted = _attempt < 0 && _phase != TeleopPhase.Ready;
        _attempt = attempt.Key.Attempt;
        if (isStarted)
            return;
        _ending = null;
        Array.Clear(_twist);
        _gripper = 0;
        SetPhase(TeleopPhase.Ready, _driver is null ? "waiting for a driver" : "ready: start when you are");
    }

    private void CheckDriver()
    {
        if (!Acts(_phase) || (_driver is not null && Stopwatch.GetElapsedTime(_heardAt) < _options.LostAfter))
            return;
        Hold(_driver is null ? "the driver is gone: the robot is held" : "nothing is heard from the driver: the robot is held");
    }

    private void Hold(string words)
    {
        _before = _phase;
        Array.Clear(_twist);
        SetPhase(TeleopPhase.Hold, words);
    }

    private void SetPhase(TeleopPhase phase, string words, bool asks = false)
    {
        _phase = phase;
        _words = words;
        _asks = asks;
        _isOffered = false;
        Announce();
    }

    private void Wake()
    {
        lock (_lock)
            Monitor.PulseAll(_lock);
    }
}
