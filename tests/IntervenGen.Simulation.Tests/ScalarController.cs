using IntervenGen.Numerics;

namespace IntervenGen.Simulation.Tests;

/// <summary>The controller's arithmetic as plain loops over rows: what the wide form has to equal bit for bit.</summary>
internal static class ScalarController
{
    private const int N = 7;
    private const double SmallestPivot = 1e-10;
    private static readonly double[] Limit = [80, 80, 80, 80, 80, 12, 12];

    public static double[] Torque(SimulatedLane lane, SimulatedTask task)
    {
        double[] qvel = lane.Data.Doubles("qvel").Span[..N].ToArray();
        double[] m = Inertia(lane, task), j = Jacobian(lane, task);
        double[] y = new double[6 * N], a = new double[36], wrench = SpringDamper(lane, task, j, qvel);
        double[] factor = Cholesky(m, N);
        for (int r = 0; r < 6; r++)
            SolveLower(factor, j.AsSpan(r * N, N), y.AsSpan(r * N, N), N);
        for (int r = 0; r < 6; r++)
        {
            for (int c = 0; c <= r; c++)
                a[(6 * r) + c] = a[(6 * c) + r] = Dot(y.AsSpan(r * N, N), y.AsSpan(c * N, N));
        }

        foreach (int first in (int[])[0, 3])
        {
            var block = new double[9];
            for (int r = 0; r < 3; r++)
                a.AsSpan((6 * (first + r)) + first, 3).CopyTo(block.AsSpan(3 * r));
            Solve(Cholesky(block, 3), wrench.AsSpan(first, 3), 3);
        }

        var x = new double[N];
        for (int i = 0; i < N; i++)
            x[i] = (10 * (lane.Controller.RestPosture[i] - lane.Positions[i])) - (2 * Math.Sqrt(10) * qvel[i]);
        var jx = new double[6];
        for (int r = 0; r < 6; r++)
            jx[r] = Dot(j.AsSpan(r * N, N), x);
        Solve(Cholesky(a, 6), jx, 6);
        for (int r = 0; r < 6; r++)
            wrench[r] -= jx[r];
        var torque = new double[N];
        for (int i = 0; i < N; i++)
        {
            double sum = lane.Data.Doubles("qfrc_bias").Span[i] + Dot(m.AsSpan(i * N, N), x);
            for (int r = 0; r < 6; r++)
                sum += j[(r * N) + i] * wrench[r];
            torque[i] = Math.Clamp(sum, -Limit[i], Limit[i]);
        }

        return torque;
    }

    private static double[] Inertia(SimulatedLane lane, SimulatedTask task)
    {
        int nv = task.Model.Size("nv");
        var full = new double[nv * nv];
        lane.Data.FullInertia(full);
        var m = new double[N * N];
        for (int i = 0; i < N; i++)
            full.AsSpan(i * nv, N).CopyTo(m.AsSpan(i * N));
        return m;
    }

    private static double[] Jacobian(SimulatedLane lane, SimulatedTask task)
    {
        Vec3 site = Vec3.From(lane.Data.Doubles("site_xpos").Span[(3 * task.Model.Id("site", "grip_site"))..]);
        var j = new double[6 * N];
        for (int i = 0; i < N; i++)
        {
            int joint = 3 * task.Model.Id("joint", $"joint{i + 1}");
            var axis = Vec3.From(lane.Data.Doubles("xaxis").Span[joint..]);
            Vec3 linear = Vec3.Cross(axis, site - Vec3.From(lane.Data.Doubles("xanchor").Span[joint..]));
            double[] column = [linear.X, linear.Y, linear.Z, axis.X, axis.Y, axis.Z];
            for (int r = 0; r < 6; r++)
                j[(r * N) + i] = column[r];
        }

        return j;
    }

    private static double[] SpringDamper(SimulatedLane lane, SimulatedTask task, double[] j, double[] qvel)
    {
        int site = task.Model.Id("site", "grip_site");
        ReadOnlySpan<double> now = lane.Data.Doubles("site_xmat").Span.Slice(9 * site, 9);
        var goal = new double[9];
        lane.Controller.Goal.Orientation.ToMatrix(goal);
        Vec3 error = Vec3.Zero;
        for (int c = 0; c < 3; c++)
            error += Vec3.Cross(new Vec3(now[c], now[3 + c], now[6 + c]), new Vec3(goal[c], goal[3 + c], goal[6 + c]));
        error *= 0.5;
        Vec3 offset = lane.Controller.Goal.Position - Vec3.From(lane.Data.Doubles("site_xpos").Span[(3 * site)..]);
        double[] spring = [offset.X, offset.Y, offset.Z, error.X, error.Y, error.Z];
        for (int r = 0; r < 6; r++)
            spring[r] = (150 * spring[r]) - (2 * Math.Sqrt(150) * Dot(j.AsSpan(r * N, N), qvel));
        return spring;
    }

    private static double[] Cholesky(double[] matrix, int n)
    {
        var factor = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[(n * i) + j];
                for (int k = 0; k < j; k++)
                    sum -= factor[(n * i) + k] * factor[(n * j) + k];
                factor[(n * i) + j] = i == j ? 1 / Math.Sqrt(Math.Max(sum, SmallestPivot)) : sum * factor[(n * j) + j];
            }
        }

        return factor;
    }

    private static void SolveLower(double[] factor, ReadOnlySpan<double> b, Span<double> y, int n)
    {
        for (int i = 0; i < n; i++)
        {
            double sum = b[i];
            for (int k = 0; k < i; k++)
                sum -= factor[(n * i) + k] * y[k];
            y[i] = sum * factor[(n * i) + i];
        }
    }

    private static void Solve(double[] factor, Span<double> x, int n)
    {
        SolveLower(factor, x, x, n);
        for (int i = n - 1; i >= 0; i--)
        {
            double sum = x[i];
            for (int k = i + 1; k < n; k++)
                sum -= factor[(n * k) + i] * x[k];
            x[i] = sum * factor[(n * i) + i];
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
