using IntervenGen.Numerics;
using IntervenGen.Perception;
using IntervenGen.Perception.Camera;

namespace IntervenGen.Deployment.Tests;

public sealed class CameraSightTests
{
    [Fact]
    public void A_careful_look_waits_for_a_quick_one_that_is_under_way()
    {
        using var camera = new SlowCamera();
        var calibration = new CameraCalibration(camera.Intrinsics, Pose.Identity);
        using (var sight = new CameraSight(camera, calibration, Pose.Identity, isInline: false))
        {
            Assert.False(sight.TryGlance(out _));
            Assert.True(camera.IsTaking.Wait(TimeSpan.FromSeconds(10)));
            Exception? fault = null;
            var look = new Thread(() => fault = Record.Exception(() => sight.Look(default)));
            look.Start();
            Assert.True(SpinWait.SpinUntil(() => look.ThreadState == ThreadState.WaitSleepJoin, TimeSpan.FromSeconds(10)));
            camera.MayEnd.Set();
            look.Join();
            // The picture is black: no cube is on it. What counts is that nobody took two at once.
            Assert.IsType<PerceptionException>(fault);
        }

        Assert.Equal(1, camera.MaxAtOnce);
    }

    /// <summary>Its first capture takes until it is told to end.</summary>
    private sealed class SlowCamera : IDepthCamera, IDisposable
    {
        private int _atOnce, _taken;

        public CameraIntrinsics Intrinsics => CameraIntrinsics.D415;

        public ManualResetEventSlim IsTaking { get; } = new();

        public ManualResetEventSlim MayEnd { get; } = new();

        public int MaxAtOnce { get; private set; }

        public void Capture(RgbdFrame frame, CancellationToken cancellation)
        {
            int now = Interlocked.Increment(ref _atOnce);
            lock (IsTaking)
                MaxAtOnce = Math.Max(MaxAtOnce, now);
            try
            {
                if (Interlocked.Increment(ref _taken) > 1)
                    return;
                IsTaking.Set();
                MayEnd.Wait(TimeSpan.FromSeconds(10), CancellationToken.None);
            }
            finally
            {
                Interlocked.Decrement(ref _atOnce);
            }
        }

        public void Dispose()
        {
            IsTaking.Dispose();
            MayEnd.Dispose();
        }
    }
}
