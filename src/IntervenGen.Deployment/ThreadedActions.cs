using IntervenGen.Franka;
using IntervenGen.Franka.Control;
using IntervenGen.Numerics;

namespace IntervenGen.Deployment;

/// <summary>Runs a source of actions on a thread of its own, so that whatever it takes does not hold up the loop.</summary>
/// <remarks>
/// The loop leaves the newest state in a slot and takes an action out of another; neither side ever waits for the other. A
/// source that stalls is met by the motion's watchdog. The loop's side allocates nothing.
/// </remarks>
internal sealed class ThreadedActions : IActionSource, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly IActionSource _source;
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _hasState = new(false);
    private readonly RobotState _posted = new(), _worked = new();
    private readonly Thread _thread;
    private long _postedTime;
    private ActionStep _step = ActionStep.Wait;
    private Twist _displacement;
    private Exception? _fault;
    private volatile bool _ends;

    public ThreadedActions(IActionSource source)
    {
        _source = source;
        _thread = new Thread(Work) { IsBackground = true, Name = "policy" };
        _thread.Start();
    }

    public ActionStep Next(RobotState state, long time, out Twist displacement)
    {
        displacement = default;
        if (!_gate.TryEnter())
            return ActionStep.Wait;
        try
        {
            if (_fault is not null)
                throw new FrankaSafetyException($"the policy failed: {_fault.Message}");
            _posted.CopyFrom(state);
            _postedTime = time;
            (ActionStep step, displacement) = (_step, _displacement);
            _step = ActionStep.Wait;
            return step;
        }
        finally
        {
            _gate.Exit();
            _hasState.Set();
        }
    }

    /// <summary>Whether the source never came back: what it works with still belongs to it.</summary>
    public bool IsLeftBehind { get; private set; }

    public void Dispose()
    {
        _ends = true;
        _hasState.Set();
        // A source that stalls for good is left behind: it is a background thread.
        IsLeftBehind = !_thread.Join(s_patience);
        if (!IsLeftBehind)
            _hasState.Dispose();
    }

    private void Work()
    {
        try
        {
            while (true)
            {
                _hasState.WaitOne();
                if (_ends)
                    return;
                long time;
                lock (_gate)
                {
                    _worked.CopyFrom(_posted);
                    time = _postedTime;
                }

                ActionStep step = _source.Next(_worked, time, out Twist displacement);
                if (step == ActionStep.Wait)
                    continue;
                lock (_gate)
                    (_step, _displacement) = (step, displacement);
            }
        }
        // Whatever it is, the loop stops the arm and tells.
        catch (Exception exception)
        {
            lock (_gate)
                _fault = exception;
        }
    }
}
