using System.Runtime.CompilerServices;

namespace IntervenGen.Learning.Cpu;

/// <summary>The factors of one Adam update (Kingma and Ba 2015, as PyTorch writes it) and of the running average of weights.</summary>
/// <param name="Rate">Learning rate / (1 − β₁ᵗ).</param>
/// <param name="InverseRoot">1 / √(1 − β₂ᵗ).</param>
/// <param name="Decay">Where positive: average = decay · average + (1 − decay) · value.</param>
internal readonly record struct AdamStep(float Rate, float InverseRoot, float Decay)
{
    private const double Beta1 = 0.9, Beta2 = 0.999;

    /// <summary>The factors of an update, with steps counted from 1.</summary>
    public static AdamStep At(long step, float rate, float decay) => new(
        (float)(rate / (1.0 - Power(Beta1, step))), (float)(1.0 / Math.Sqrt(1.0 - Power(Beta2, step))), decay);

    // By squaring, because the C library's pow rounds as its version likes.
    private static double Power(double x, long exponent)
    {
        double power = 1;
        for (; exponent > 0; exponent >>= 1, x *= x)
            power = (exponent & 1) != 0 ? power * x : power;
        return power;
    }
}

/// <summary>Adam and the average on whole vectors; packed arrays have no remainder.</summary>
internal static class Adam<V, W>
    where V : struct
    where W : struct, IWidth<V>
{
    private const float Beta1 = 0.9f, Rest1 = 0.1f, Beta2 = 0.999f, Rest2 = 0.001f, Epsilon = 1e-8f;

    /// <summary>Updates a part of the arrays.</summary>
    /// <param name="slots">All arrays.</param>
    /// <param name="first">First element.</param>
    /// <param name="count">Elements, a multiple of 16.</param>
    /// <param name="step">Factors of this update.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Update(PackedSlots slots, int first, int count, AdamStep step)
    {
        ref float value = ref slots.Value[first], gradient = ref slots.Gradient[first], average = ref slots.Average[first];
        ref float mean = ref slots.FirstMoment[first], square = ref slots.SecondMoment[first];
        V rate = W.All(-step.Rate), root = W.All(step.InverseRoot), decay = W.All(step.Decay), rest = W.All(1f - step.Decay);
        for (nint i = 0; i < count; i += W.Lanes)
        {
            V g = W.Load(ref gradient, i);
            V m = W.Fma(W.Load(ref mean, i), W.All(Beta1), W.Multiply(g, W.All(Rest1)));
            V v = W.Fma(W.Load(ref square, i), W.All(Beta2), W.Multiply(W.Multiply(g, W.All(Rest2)), g));
            W.Store(m, ref mean, i);
            W.Store(v, ref square, i);
            V ratio = W.Divide(m, W.Fma(W.Sqrt(v), root, W.All(Epsilon)));
            V x = W.Fma(ratio, rate, W.Load(ref value, i));
            W.Store(x, ref value, i);
            if (step.Decay > 0)
                W.Store(W.Fma(W.Load(ref average, i), decay, W.Multiply(x, rest)), ref average, i);
        }
    }
}
