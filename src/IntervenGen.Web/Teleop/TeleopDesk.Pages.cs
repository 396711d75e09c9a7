using System.Diagnostics;
using System.Runtime.InteropServices;
using IntervenGen.Core;
using IntervenGen.Generation;
using IntervenGen.Web.Serving;
using IntervenGen.Web.Views;

namespace IntervenGen.Web.Teleop;

public sealed partial class TeleopDesk
{
    // Numbers before the poses in a frame, in the order in which the page reads them.
    private const int FrameHead = 9;

    /// <summary>What a page needs to know once, UTF-8.</summary>
    internal byte[] Hello { get; }

    /// <summary>Bytes of a picture.</summary>
    internal int FrameBytes => _frameBytes.Length;

    /// <summary>Adds a page; it gets every frame and every change of phase.</summary>
    internal void Watch(PageFeed page)
    {
        lock (_lock)
        {
            _pages.Add(page);
            page.Say(Status());
        }
    }

    internal void Unwatch(PageFeed page)
    {
        lock (_lock)
            _pages.Remove(page);
    }

    /// <summary>Makes a page the driver.</summary>
    /// <returns>False where there is one already that is still heard; one who is silent has lost the robot and is replaced.</returns>
    internal bool TryAttach(object driver)
    {
        lock (_lock)
        {
            if (_driver is not null && Stopwatch.GetElapsedTime(_heardAt) < _options.LostAfter)
                return false;
            CheckDriver();
            _driver = driver;
            _heardAt = Stopwatch.GetTimestamp();
            if (_phase is TeleopPhase.Ready)
                SetPhase(TeleopPhase.Ready, "ready: start when you are");
            return true;
        }
    }

    /// <summary>The driver's page is gone; where it was driving, the robot is held.</summary>
    internal void Detach(object driver)
    {
        lock (_lock)
        {
            if (_driver != driver)
                return;
            _driver = null;
            CheckDriver();
            if (_phase == TeleopPhase.Ready)
                SetPhase(TeleopPhase.Ready, "waiting for a driver");
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Does what the driver's message says.</summary>
    /// <exception cref="UsageException">It cannot be done now, or somebody else drives by now; nothing has changed.</exception>
    internal void Receive(object driver, in TeleopMessage message)
    {
        lock (_lock)
        {
            if (_driver != driver)
                throw new UsageException("somebody else is driving by now; load the page again to watch");
            _heardAt = Stopwatch.GetTimestamp();
            switch (message.Verb)
            {
                case TeleopVerb.Drive:
                    Drive(message);
                    return;
                case TeleopVerb.Start:
                    Require(_phase is TeleopPhase.Ready or TeleopPhase.Hold, "start");
                    SetPhase(_phase == TeleopPhase.Hold ? _before : First, "");
                    break;
                case TeleopVerb.Take:
                    Require(_phase is TeleopPhase.Policy or TeleopPhase.Hold, "take over");
                    _turns.Add(Driving, TeleopPhase.Human);
                    SetPhase(_phase == TeleopPhase.Hold && _before == TeleopPhase.Mistake ? _before : TeleopPhase.Human, "");
                    break;
                case TeleopVerb.Hand:
                    Require(_options.Task == TeleopTask.Interventions && _phase is TeleopPhase.Human or TeleopPhase.Hold, "hand back");
                    _turns.Add(Driving, TeleopPhase.Policy);
                    SetPhase(TeleopPhase.Policy, "");
                    break;
                case TeleopVerb.Recover:
                    Require(_phase == TeleopPhase.Mistake, "mark the recovery");
                    SetPhase(TeleopPhase.Human, "");
                    break;
                case TeleopVerb.Hold:
                    Require(Acts(_phase), "hold");
                    Hold("held by the driver");
                    break;
                default:
                    Require(Acts(_phase) || _phase == TeleopPhase.Hold, "end the episode");
                    _ending = message.Verb == TeleopVerb.Finish ? TeleopTurn.Finish : TeleopTurn.Discard;
                    break;
            }

            _due = Math.Max(_due, Stopwatch.GetTimestamp());
            Monitor.PulseAll(_lock);
        }
    }

    private TeleopPhase Driving => _phase == TeleopPhase.Hold ? _before : _phase;

    private TeleopPhase First => _options.Task switch
    {
        TeleopTask.Interventions => TeleopPhase.Policy,
        TeleopTask.Demonstrations => TeleopPhase.Human,
        _ => TeleopPhase.Mistake,
    };

    private void Drive(in TeleopMessage message)
    {
        message.Twist.CopyTo(_twist, 0);
        _movedAt = Stopwatch.GetTimestamp();
        _gripper = message.Gripper;
        // The first answer to a picture measures the round trip; later ones only repeat it.
        if (message.Frame <= _answered || message.Frame > _frame || _frame - message.Frame >= FramesRemembered)
            return;
        _answered = message.Frame;
        _latency.Add(Stopwatch.GetElapsedTime(_sentAt[message.Frame % FramesRemembered]).TotalMilliseconds);
    }

    private void Require(bool possible, string what)
    {
        if (!possible)
            throw new UsageException($"cannot {what} now: the phase is '{_phase}' of mode '{_options.Task}'");
    }

    private void Announce()
    {
        byte[] text = Status();
        foreach (PageFeed page in _pages)
            page.Say(text);
    }

    private byte[] Status() => JsonBytes.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "status");
        json.WriteString("phase", _phase.ToString());
        json.WriteString("words", _words);
        json.WriteBoolean("driver", _driver is not null);
        json.WriteNumber("kept", _kept());
        json.WriteNumber("wanted", _options.Episodes);
        json.WriteNumber("attempt", _attempt);
        json.WriteBoolean("asks", _asks);
        json.WriteNumber("interventions", _turns.Interventions);
        json.WriteNumber("switches", _turns.Switches);
        json.WriteEndObject();
    });

    private static int FrameSize(int objects, int bodies) => (FrameHead + 7 + (14 * objects) + (7 * bodies)) * sizeof(float);

    // Allocates nothing: it runs in every control step, beside which a collection would make the arm late.
    private void Show(Attempt attempt)
    {
        _frame++;
        _sentAt[_frame % FramesRemembered] = Stopwatch.GetTimestamp();
        if (_pages.Count == 0)
            return;
        IEnvironment environment = attempt.Environment;
        int objects = _spec.Objects.Count;
        Span<float> frame = MemoryMarshal.Cast<byte, float>(_frameBytes.AsSpan());
        int flags = (environment.TriggerContact
            ? 1
            : 0) | (environment.IsRevealed ? 2 : 0) | (environment.IsSuccess ? 4 : 0) | (environment.IsRecoverable ? 8 : 0);
        (frame[0], frame[1], frame[2], frame[3]) = (0, _frame, (float)_phase, attempt.Steps);
        (frame[4], frame[5], frame[6], frame[7]) = (flags, attempt.Action[^1], attempt.Subtask, attempt.Horizon);
        frame[8] = (float)(Math.Abs(environment.Fingers.First) + Math.Abs(environment.Fingers.Second));
        EpisodePacket.Put(environment.WorldFromEef, frame[FrameHead..]);
        for (int obj = 0; obj < objects; obj++)
        {
            EpisodePacket.Put(environment.TruePose(obj), frame[(FrameHead + 7 + (7 * obj))..]);
            EpisodePacket.Put(environment.BelievedPose(obj), frame[(FrameHead + 7 + (7 * (objects + obj)))..]);
        }

        _scene.Place(environment, frame[(FrameHead + 7 + (14 * objects))..]);
        foreach (PageFeed page in _pages)
            page.Offer(_frameBytes);
    }
}
