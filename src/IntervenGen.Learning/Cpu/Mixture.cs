using System.Runtime.CompilerServices;
using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Cpu;

/// <summary>The Gaussian mixture's negative log-likelihood and its gradient, for 16 actions at a time.</summary>
/// <remarks>
/// μ = tanh(mean), σ = softplus(scale) + min std, w = softmax(logits),
/// log p(a) = logsumexpₖ [ log wₖ + Σ_d log N(a_d; μₖd, σₖd) ].
/// With rₖ the share of mode k in p(a) and e = (a − μ) / σ:
/// ∂/∂logitₖ = wₖ − rₖ, ∂/∂μ = −rₖ e / σ, ∂/∂σ = rₖ (1 − e²) / σ.
/// A lane is a row: sums over modes and over an action's numbers stay within their lane, in order.
/// </remarks>
internal static class Mixture<V, W>
    where V : struct
    where W : struct, IWidth<V>
{
    private const float HalfLogTwoPi = 0.918938533204672742f;

    // A share below it moves no weight by as much as its last bit. Left as it is, most modes of most rows would give gradients below
    // the normal numbers, and every product with one of those takes some processors a hundred cycles.
    private const float MinShare = 1e-20f;

    /// <summary>Losses of 16 rows, and with a positive <paramref name="scale"/> the gradients of what the heads gave.</summary>
    /// <param name="shape">Sizes of the network.</param>
    /// <param name="scratch">Heads, actions and what is kept between the two halves, a column of 16 rows after the other.</param>
    /// <param name="scale">Factor of the gradients, which replace the heads; 0 computes none.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in NetworkShape shape, MixtureScratch scratch, float scale)
    {
        for (nint lane = 0; lane < Product.Group; lane += W.Lanes)
        {
            (V evidence, V total, V loss) = Loss(shape, scratch, lane);
            W.Store(loss, ref scratch.Losses[0], lane);
            if (scale > 0)
                Gradient(shape, scratch, lane, evidence, total, scale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (V Evidence, V Total, V Loss) Loss(in NetworkShape shape, MixtureScratch scratch, nint lane)
    {
        ref float logits = ref scratch.Logits[0], weights = ref scratch.Weights[0], joints = ref scratch.Joints[0];
        V top = W.Load(ref logits, lane);
        for (nint k = 1; k < shape.Modes; k++)
            top = Larger(W.Load(ref logits, (k * Product.Group) + lane), top);
        V total = W.All(0f);
        for (nint k = 0; k < shape.Modes; k++)
        {
            V weight = Share(W.Subtract(W.Load(ref logits, (k * Product.Group) + lane), top));
            W.Store(weight, ref weights, (k * Product.Group) + lane);
            total = W.Add(total, weight);
        }

        V normaliser = W.Add(top, Functions<V, W>.Log(total)), best = W.All(0f);
        for (int k = 0; k < shape.Modes; k++)
        {
            nint at = (k * Product.Group) + lane;
            V joint = W.Add(W.Subtract(W.Load(ref logits, at), normaliser), Density(shape, scratch, lane, k));
            W.Store(joint, ref joints, at);
            best = k == 0 ? joint : Larger(joint, best);
        }

        V evidence = W.All(0f);
        for (nint k = 0; k < shape.Modes; k++)
        {
            V joint = Share(W.Subtract(W.Load(ref joints, (k * Product.Group) + lane), best));
            W.Store(joint, ref joints, (k * Product.Group) + lane);
            evidence = W.Add(evidence, joint);
        }

        V loss = W.Subtract(W.All(0f), W.Add(best, Functions<V, W>.Log(evidence)));
        return (evidence, total, loss);
    }

    // The log density of one mode; keeps μ, σ and e.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static V Density(in NetworkShape shape, MixtureScratch scratch, nint lane, int mode)
    {
        V sum = W.All(0f), zero = W.All(0f);
        for (nint d = 0; d < shape.ActionSize; d++)
        {
            nint at = (((mode * shape.ActionSize) + d) * Product.Group) + lane;
            V mean = Functions<V, W>.Tanh(W.Load(ref scratch.Means[0], at)), z = W.Load(ref scratch.Scales[0], at);
            V negative = W.WhereLess(z, zero, z, W.Subtract(zero, z)), positive = W.WhereLess(zero, z, z, zero);
            V sigma = W.Add(W.Add(positive, Functions<V, W>.Log1P(Functions<V, W>.Exp(negative))), W.All(shape.MinStd));
            V e = W.Divide(W.Subtract(W.Load(ref scratch.Actions[0], (d * Product.Group) + lane), mean), sigma);
            W.Store(mean, ref scratch.Bounded[0], at);
            W.Store(sigma, ref scratch.Deviations[0], at);
            W.Store(e, ref scratch.Errors[0], at);
            sum = W.Add(sum, W.Subtract(W.Fma(W.Multiply(e, e), W.All(-0.5f), W.All(-HalfLogTwoPi)), Functions<V, W>.Log(sigma)));
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gradient(in NetworkShape shape, MixtureScratch scratch, nint lane, V evidence, V total, float scale)
    {
        V one = W.All(1f), zero = W.All(0f), factor = W.All(scale);
        for (int k = 0; k < shape.Modes; k++)
        {
            nint mode = (k * Product.Group) + lane;
            V share = W.Divide(W.Multiply(factor, W.Load(ref scratch.Joints[0], mode)), evidence);
            V weight = W.Divide(W.Multiply(factor, W.Load(ref scratch.Weights[0], mode)), total);
            W.Store(W.Subtract(weight, share), ref scratch.Logits[0], mode);
            for (nint d = 0; d < shape.ActionSize; d++)
            {
                nint at = (((k * shape.ActionSize) + d) * Product.Group) + lane;
                V m = W.Load(ref scratch.Bounded[0], at), e = W.Load(ref scratch.Errors[0], at);
                V r = W.Divide(share, W.Load(ref scratch.Deviations[0], at)), z = W.Load(ref scratch.Scales[0], at);
                V mean = W.Multiply(W.Multiply(W.Subtract(zero, r), e), W.Subtract(one, W.Multiply(m, m)));
                W.Store(mean, ref scratch.Means[0], at);
                W.Store(
                    W.Multiply(W.Multiply(r, W.Subtract(one, W.Multiply(e, e))), Functions<V, W>.Sigmoid(z)), ref scratch.Scales[0], at);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Share(V log)
    {
        V share = Functions<V, W>.Exp(log);
        return W.WhereLess(share, W.All(MinShare), W.All(0f), share);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Larger(V x, V y) => W.WhereLess(y, x, x, y);
}
