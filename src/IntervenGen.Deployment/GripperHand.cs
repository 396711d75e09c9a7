using IntervenGen.Franka.Connection;
using IntervenGen.Franka.Wire;

namespace IntervenGen.Deployment;

/// <summary>Opens and closes the hand as a policy's sign says, without waiting for it.</summary>
/// <remarks>One thread at a time.</remarks>
/// <param name="gripper">The hand; null for an arm without one, whose fingers are then where they are told to be.</param>
/// <param name="options">Speed and force.</param>
public sealed class GripperHand(GripperConnection? gripper, DeploymentOptions options) : IDisposable
{
    /// <summary>Opening of the hand when it is open, metres.</summary>
    public const double WholeWidth = 0.08;

    private const double StillStep = 0.0005;

    private GripperAction? _action;
    private double _lastWidth;
    private uint _lastId;
    private int _still;
    private bool? _closes;

    /// <summary>Opening between the fingers as last reported, metres.</summary>
    public double Width { get; private set; } = WholeWidth;

    /// <summary>Whether the fingers are closing and something has stopped them.</summary>
    public bool IsClosed => _closes == true && _still >= 2;

    /// <summary>Takes the newest report and what became of the running action.</summary>
    public void Update()
    {
        if (gripper is null)
            return;
        if (gripper.TryReadState(out GripperState state) && state.MessageId != _lastId)
        {
            _lastId = state.MessageId;
            Width = state.Width;
            _still = Math.Abs(Width - _lastWidth) < StillStep ? _still + 1 : 0;
            _lastWidth = Width;
        }

        if (_action is { } action && gripper.TryEnd(action, out _))
            _action = null;
    }

    /// <summary>Follows a policy's gripper number: positive closes, negative opens, zero changes nothing.</summary>
    public void Follow(double number)
    {
        bool? wish = number > 0 ? true : number < 0 ? false : null;
        if (wish is null || wish == _closes)
            return;
        Forget();
        _closes = wish;
        _still = 0;
        if (gripper is null)
        {
            Width = wish.Value ? 0 : WholeWidth;
            return;
        }

        // Whatever is between the fingers is held, however wide it is.
        _action = wish.Value
            ? gripper.BeginGrasp(new GraspRequest(0, 0.005, WholeWidth, options.FingerSpeed, options.GraspForce))
            : gripper.BeginMove(WholeWidth, options.FingerSpeed);
    }

    /// <summary>Forgets what the hand was told: somebody else has put it where it is. Waits for a new report.</summary>
    public void Renew()
    {
        Forget();
        _closes = null;
        _still = 0;
        if (gripper is null)
            return;
        gripper.ReadState();
        Width = gripper.ReadState().Width;
    }

    /// <summary>Moves to a width and waits for it.</summary>
    public void MoveTo(double width)
    {
        Forget();
        _closes = null;
        Width = width;
        if (gripper is null)
            return;
        gripper.Move(width, options.FingerSpeed);
        gripper.ReadState();
        Width = gripper.ReadState().Width;
    }

    /// <summary>Whether the hand says that it holds something; waits for a new report.</summary>
    public bool IsGrasped()
    {
        if (gripper is null)
            return false;
        gripper.ReadState();
        return gripper.ReadState().IsGrasped;
    }

    /// <summary>Gives up waiting for the running action.</summary>
    public void Dispose() => Forget();

    private void Forget()
    {
        if (_action is { } action)
            gripper?.Forget(action);
        _action = null;
    }
}
