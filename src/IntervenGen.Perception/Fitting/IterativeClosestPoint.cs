using IntervenGen.Numerics;
using IntervenGen.Perception.Geometry;

namespace IntervenGen.Perception.Fitting;

/// <summary>Moves a model onto points, point to plane.</summary>
/// <remarks>
/// <para>Chen and Medioni 1992: each point is matched to the nearest point of the model, and the model is moved so that the
/// distances along the model's normals shrink. Rejected are points beyond a gate that shrinks from step to step, points
/// whose normal differs, and faces that look away from the camera; what is left is weighted by Tukey's function of the gate.</para>
/// <para>One thread at a time; a fit allocates nothing.</para>
/// </remarks>
public sealed class IterativeClosestPoint
{
    // Fewer matches than unknowns fix no pose.
    private const int MinMatches = 6;

    private readonly SurfaceModel _model;
    private readonly IcpOptions _options;
    private readonly NormalEquations _equations = new();

    /// <summary>Prepares fits of a model.</summary>
    public IterativeClosestPoint(SurfaceModel model, IcpOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _options = options ?? new IcpOptions();
    }

    /// <summary>Fits from one start.</summary>
    /// <param name="cloud">Points, base frame.</param>
    /// <param name="start">Base from model.</param>
    /// <param name="constraints">What else is known.</param>
    /// <param name="stride">Every how many points one is used.</param>
    /// <param name="maxIterations">Most steps, if fewer than the options'.</param>
    public IcpResult Fit(
        PointCloud cloud, in Pose start, ReadOnlySpan<IPoseConstraint> constraints = default, int stride = 1,
        int maxIterations = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        Pose pose = start.Normalized;
        double gate = _options.FirstGate;
        int max = Math.Min(maxIterations, _options.MaxIterations), iteration = 0;
        bool converged = false;
        while (iteration < max && !converged)
        {
            iteration++;
            _equations.Clear();
            Matches matches = Match(cloud, pose, gate, stride);
            foreach (IPoseConstraint constraint in constraints)
                constraint.Accumulate(pose, _equations);
            if (matches.Count < MinMatches || !_equations.TrySolve(out Vec3 step, out Vec3 turn))
                break;
            // A linearised turn is good for a fraction of a radian.
            step = step.LimitedTo(0.02);
            turn = turn.LimitedTo(0.3);
            pose = new Pose(pose.Position + step, (Quat.Exp(turn) * pose.Orientation).Normalized);
            bool small = step.Length < _options.StepTolerance && turn.Length < _options.TurnTolerance;
            converged = small && gate <= _options.LastGate;
            gate = Math.Max(gate * _options.GateShrink, _options.LastGate);
        }

        return Judge(cloud, pose, constraints, stride, iteration, converged);
    }

    /// <summary>Fits from several starts, roughly from all, then to the end from the best three.</summary>
    /// <param name="cloud">Points, base frame.</param>
    /// <param name="starts">Base from model, at least one.</param>
    /// <param name="constraints">What else is known.</param>
    /// <returns>The fit of the lowest cost.</returns>
    public IcpResult FitBest(PointCloud cloud, ReadOnlySpan<Pose> starts, ReadOnlySpan<IPoseConstraint> constraints = default)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        if (starts.IsEmpty)
            throw new ArgumentException("a fit needs at least one start");
        const int roughPoints = 200, roughIterations = 12, kept = 3;
        Span<IcpResult> best = stackalloc IcpResult[kept];
        int count = 0, stride = Math.Max(1, cloud.Count / roughPoints);
        foreach (Pose start in starts)
        {
            IcpResult rough = Fit(cloud, start, constraints, stride, roughIterations);
            int at = count < kept ? count++ : kept;
            for (; at > 0 && rough.Cost < best[at - 1].Cost; at--)
            {
                if (at < kept)
                    best[at] = best[at - 1];
            }

            if (at < kept)
                best[at] = rough;
        }

        IcpResult winner = Fit(cloud, best[0].BaseFromModel, constraints);
        for (int i = 1; i < count; i++)
        {
            IcpResult other = Fit(cloud, best[i].BaseFromModel, constraints);
            if (other.Cost < winner.Cost)
                winner = other;
        }

        return winner;
    }

    private IcpResult Judge(
        PointCloud cloud, in Pose pose, ReadOnlySpan<IPoseConstraint> constraints, int stride, int iterations, bool converged)
    {
        _equations.Clear();
        Matches matches = Match(cloud, pose, _options.LastGate, stride);
        double cost = matches.Cost;
        foreach (IPoseConstraint constraint in constraints)
            cost += constraint.Accumulate(pose, _equations);
        double rms = matches.Count > 0 ? Math.Sqrt(matches.SquaredSum / matches.Count) : double.PositiveInfinity;
        return new IcpResult(pose, rms, matches.Count, iterations, converged, cost / Math.Max(1, cloud.Count / stride));
    }

    private Matches Match(PointCloud cloud, in Pose pose, double gate, int stride)
    {
        Pose modelFromBase = pose.Inverse();
        Vec3 viewpoint = modelFromBase.Transform(cloud.Viewpoint);
        double gateSquared = gate * gate, precision = 1 / (_options.PointSigma * _options.PointSigma);
        var matches = new Matches();
        for (int i = 0; i < cloud.Count; i += stride)
        {
            Vec3 point = modelFromBase.Transform(cloud.Points[i]);
            int nearest = _model.Tree.Nearest(point, out double squared);
            Vec3 surface = _model.Points[nearest], normal = _model.Normals[nearest];
            Vec3 seen = modelFromBase.Orientation.Rotate(cloud.Normals[i]);
            bool differs = Vec3.Dot(seen, seen) > 0 && Vec3.Dot(seen, normal) < _options.MinNormalCosine;
            if (squared > gateSquared || differs || Vec3.Dot(normal, viewpoint - surface) <= 0)
            {
                matches.Cost += gateSquared * precision;
                continue;
            }

            double residual = Vec3.Dot(normal, point - surface), ratio = residual / gate, rest = 1 - (ratio * ratio);
            matches.Count++;
            matches.SquaredSum += residual * residual;
            matches.Cost += residual * residual * precision;
            // Moving the model by (v, ω) changes the distance by −n·v − ((p − origin) × n)·ω.
            Vec3 outward = pose.Orientation.Rotate(normal), arm = cloud.Points[i] - pose.Position;
            _equations.Add(-outward, -Vec3.Cross(arm, outward), residual, rest * rest * precision);
        }

        return matches;
    }

    private struct Matches
    {
        public int Count;
        public double SquaredSum, Cost;
    }
}
