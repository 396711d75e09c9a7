using IntervenGen.Interop.MuJoCo;
using IntervenGen.Numerics;

namespace IntervenGen.Simulation.Tests;

/// <summary>OSC_POSE as the textbook has it: MuJoCo's own dense inertia and Jacobian, Gauss–Jordan inverses. Slow and obvious.</summary>
internal static class DenseController
{
    public static double[] Torque(SimulatedLane lane, SimulatedTask task)
    {
        int nv = task.Model.Size("nv"), joints = task.Arm.Joints;
        ArmDescription arm = task.Arm.Description;
        var full = new double[nv * nv];
        lane.Data.FullInertia(full);
        var linear = new double[3 * nv];
        var angular = new double[3 * nv];
        lane.Data.SiteJacobian(task.Model.Id("site", "grip_site"), linear, angular);
        var m = new double[joints, joints];
        var j = new double[6, joints];
        for (int i = 0; i < joints; i++)
        {
            for (int k = 0; k < joints; k++)
                m[i, k] = full[(i * nv) + k];
            for (int r = 0; r < 3; r++)
            {
                j[r, i] = linear[(r * nv) + i];
                j[3 + r, i] = angular[(r * nv) + i];
            }
        }

        var qvel = lane.Data.Doubles("qvel").Span[..joints].ToArray();
        var q = lane.Positions[..joints].ToArray();
        double[,] mInverse = Inverse(m);
        double[,] jt = Transpose(j);
        double[,] lambda = Inverse(Multiply(Multiply(j, mInverse), jt));
        double[,] jp = Rows(j, 0, 3), jr = Rows(j, 3, 3);
        double[,] lambdaP = Inverse(Multiply(Multiply(jp, mInverse), Transpose(jp)));
        double[,] lambdaR = Inverse(Multiply(Multiply(jr, mInverse), Transpose(jr)));

        Pose measured = lane.Controller.Measured, goal = lane.Controller.Goal;
        Vec3 offset = goal.Position - measured.Position;
        Vec3 error = Vec3.Zero;
        foreach (Vec3 axis in (Vec3[])[Vec3.UnitX, Vec3.UnitY, Vec3.UnitZ])
            error += 0.5 * Vec3.Cross(measured.Orientation.Rotate(axis), goal.Orientation.Rotate(axis));
        double[] velocity = Apply(j, qvel);
        double kp = arm.Stiffness, kd = 2 * Math.Sqrt(kp) * arm.DampingRatio;
        double[] force = [(kp * offset.X) - (kd * velocity[0]), (kp * offset.Y) - (kd * velocity[1]), (kp * offset.Z) - (kd * velocity[2])];
        double[] moment = [(kp * error.X) - (kd * velocity[3]), (kp * error.Y) - (kd * velocity[4]), (kp * error.Z) - (kd * velocity[5])];
        double[] task1 = Apply(jt, [.. Apply(lambdaP, force), .. Apply(lambdaR, moment)]);

        var acceleration = new double[joints];
        for (int i = 0; i < joints; i++)
            acceleration[i] = (arm.NullStiffness * (lane.Controller.RestPosture[i] - q[i])) - (2 * Math.Sqrt(arm.NullStiffness) * qvel[i]);

        // N = I − M⁻¹ Jᵀ Λ J, and the null-space torque is Nᵀ M q̈₀.
        double[,] n = Multiply(Multiply(Multiply(mInverse, jt), lambda), j);
        for (int r = 0; r < joints; r++)
        {
            for (int c = 0; c < joints; c++)
                n[r, c] = (r == c ? 1 : 0) - n[r, c];
        }

        double[] rest = Apply(Transpose(n), Apply(m, acceleration));
        MjField bias = lane.Data.Doubles("qfrc_bias");
        return [.. Enumerable.Range(0, joints).Select(i => Math.Clamp(task1[i] + rest[i] + bias.Span[i], -arm.TorqueLimits[i], arm.TorqueLimits[i]))];
    }

    private static double[,] Rows(double[,] a, int first, int count)
    {
        var result = new double[count, a.GetLength(1)];
        for (int r = 0; r < count; r++)
        {
            for (int c = 0; c < a.GetLength(1); c++)
                result[r, c] = a[first + r, c];
        }

        return result;
    }

    private static double[,] Transpose(double[,] a)
    {
        var result = new double[a.GetLength(1), a.GetLength(0)];
        for (int r = 0; r < a.GetLength(0); r++)
        {
            for (int c = 0; c < a.GetLength(1); c++)
                result[c, r] = a[r, c];
        }

        return result;
    }

    private static double[,] Multiply(double[,] a, double[,] b)
    {
        var result = new double[a.GetLength(0), b.GetLength(1)];
        for (int r = 0; r < a.GetLength(0); r++)
        {
            for (int c = 0; c < b.GetLength(1); c++)
            {
                for (int k = 0; k < a.GetLength(1); k++)
                    result[r, c] += a[r, k] * b[k, c];
            }
        }

        return result;
    }

    private static double[] Apply(double[,] a, double[] x)
    {
        var result = new double[a.GetLength(0)];
        for (int r = 0; r < result.Length; r++)
        {
            for (int c = 0; c < x.Length; c++)
                result[r] += a[r, c] * x[c];
        }

        return result;
    }

    private static double[,] Inverse(double[,] a)
    {
        int n = a.GetLength(0);
        var left = (double[,])a.Clone();
        var right = new double[n, n];
        for (int i = 0; i < n; i++)
            right[i, i] = 1;
        for (int column = 0; column < n; column++)
        {
            int pivot = column;
            for (int r = column + 1; r < n; r++)
                pivot = Math.Abs(left[r, column]) > Math.Abs(left[pivot, column]) ? r : pivot;
            for (int c = 0; c < n; c++)
            {
                (left[column, c], left[pivot, c]) = (left[pivot, c], left[column, c]);
                (right[column, c], right[pivot, c]) = (right[pivot, c], right[column, c]);
            }

            double scale = left[column, column];
            for (int c = 0; c < n; c++)
            {
                left[column, c] /= scale;
                right[column, c] /= scale;
            }

            for (int r = 0; r < n; r++)
            {
                double factor = left[r, column];
                if (r == column || factor == 0)
                    continue;
                for (int c = 0; c < n; c++)
                {
                    left[r, c] -= factor * left[column, c];
                    right[r, c] -= factor * right[column, c];
                }
            }
        }

        return right;
    }
}
