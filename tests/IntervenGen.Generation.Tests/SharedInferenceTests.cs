using IntervenGen.Core;

namespace IntervenGen.Generation.Tests;

public sealed class SharedInferenceTests
{
    [Fact]
    public void A_session_that_cannot_be_made_releases_the_one_before_it()
    {
        var policy = new SecondFails();
        Assert.Throws<FormatException>(() => new SharedInference(policy, [2, 2]));
        Assert.Equal((1, 1), (policy.Made, policy.Disposed));
    }

    private sealed class SecondFails : IBatchPolicy
    {
        public int Made { get; private set; }

        public int Disposed { get; private set; }

        public bool ServesAllLanes => true;

        public int ObservationSize => 6;

        public int ActionSize => 7;

        public IPolicySession CreateSession(int rows)
        {
            if (Made == 1)
                throw new FormatException("on purpose");
            Made++;
            return new Session(this, rows);
        }

        public void Dispose()
        {
        }

        private sealed class Session(SecondFails owner, int rows) : IPolicySession
        {
            public int Rows => rows;

            public Span<float> Observation(int row) => [];

            public ReadOnlySpan<float> Action(int row) => [];

            public void Begin(int row, in EpisodeKey key)
            {
            }

            public void Infer(ReadOnlySpan<int> active)
            {
            }

            public void Dispose() => owner.Disposed++;
        }
    }
}
