using IntervenGen.Learning.Triggers;
using IntervenGen.Numerics;

namespace IntervenGen.Learning.Tests.Triggers;

public sealed class PerceptronTests
{
    [Fact]
    public void A_product_is_the_sum_of_fused_multiply_adds_in_the_order_of_the_inputs()
    {
        const int Rows = 3, Inputs = 7;
        int outputs = DenseMath.Pad(20);
        float[] x = Numbers(Rows * Inputs, 1), weights = Numbers(Inputs * outputs, 2), bias = Numbers(outputs, 3);
        var y = new float[Rows * outputs];
        DenseMath.Product(x, weights, bias, y, Rows, Inputs);
        for (int i = 0; i < y.Length; i++)
        {
            float sum = bias[i % outputs];
            for (int input = 0; input < Inputs; input++)
                sum = MathF.FusedMultiplyAdd(weights[(input * outputs) + (i % outputs)], x[(i / outputs * Inputs) + input], sum);
            Assert.Equal(BitConverter.SingleToInt32Bits(sum), BitConverter.SingleToInt32Bits(y[i]));
        }
    }

    [Fact]
    public void A_step_goes_down_the_gradient_of_the_loss()
    {
        // A step of Adam that is small and the first goes against the sign of the gradient: the loss falls by the rate times its 1-norm.
        Perceptron network = Drawn(4, 2, seed: 5), earlier = Drawn(4, 2, seed: 5);
        var trainer = new PerceptronTrainer(network, 8);
        float[] x = Numbers(8 * 4, 6), slope = new float[8 * DenseMath.Pad(2)];
        double before = Loss(earlier, x);
        Fill(trainer.Forward(x, 8), slope);
        trainer.Step(x, slope, 8, 1e-4f);
        double after = Loss(network, x), expected = 1e-4 * GradientNorm(earlier, x);
        Assert.InRange((before - after) / expected, 0.9, 1.1);
    }

    [Fact]
    public void A_network_learns_what_no_line_divides()
    {
        Perceptron network = Drawn(2, 1, seed: 1);
        var trainer = new PerceptronTrainer(network, 4);
        float[] x = [0, 0, 0, 1, 1, 0, 1, 1], wanted = [0, 1, 1, 0], slope = new float[4 * DenseMath.Pad(1)];
        for (int step = 0; step < 500; step++)
        {
            Span<float> y = trainer.Forward(x, 4);
            for (int row = 0; row < 4; row++)
                slope[row * DenseMath.Pad(1)] = y[row * DenseMath.Pad(1)] - wanted[row];
            trainer.Step(x, slope, 4, 1e-2f);
        }

        Span<float> result = trainer.Forward(x, 4);
        for (int row = 0; row < 4; row++)
            Assert.Equal(wanted[row], result[row * DenseMath.Pad(1)], 0.05);
    }

    private static Perceptron Drawn(int inputs, int outputs, ulong seed)
    {
        var network = new Perceptron(inputs, 16, outputs);
        var random = new CounterRandom(seed, 0, 0);
        network.Draw(ref random);
        return network;
    }

    private static float[] Numbers(int count, ulong seed)
    {
        var random = new CounterRandom(seed, 0, 0);
        var numbers = new float[count];
        for (int i = 0; i < count; i++)
            numbers[i] = (float)random.NextDouble(-1, 1);
        return numbers;
    }

    // Half of the sum of squares, whose gradient is the outputs themselves.
    private static void Fill(ReadOnlySpan<float> outputs, float[] slope) => outputs.CopyTo(slope);

    private static double Loss(Perceptron network, float[] x)
    {
        double sum = 0;
        foreach (float y in new PerceptronPass(16, network.Outputs, 8).Evaluate(network, x, 8))
            sum += 0.5 * y * y;
        return sum;
    }

    private static double GradientNorm(Perceptron network, float[] x)
    {
        const float Offset = 1e-3f;
        double sum = 0;
        foreach (float[] numbers in network.Weights.Concat(network.Biases))
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                // Padding has no gradient: it is zero and stays so.
                if (numbers[i] == 0)
                    continue;
                float kept = numbers[i];
                numbers[i] = kept + Offset;
                double high = Loss(network, x);
                numbers[i] = kept - Offset;
                double low = Loss(network, x);
                numbers[i] = kept;
                sum += Math.Abs(high - low) / (2 * Offset);
            }
        }

        return sum;
    }
}
