using IntervenGen.VirtualFranka.Control;

namespace IntervenGen.VirtualFranka.Tests.Control;

/// <summary>An arm that rests when the test says so, and counts what it is asked.</summary>
internal sealed class FakeArm : IMotionArm
{
    public bool IsAtRest { get; set; }

    public int Measured { get; private set; }

    public int Braked { get; private set; }

    public int Followed { get; private set; }

    public int Held { get; private set; }

    public void Measure() => Measured++;

    public void Brake() => Braked++;

    public void FollowMeasured() => Followed++;

    public void HoldMeasured() => Held++;
}
