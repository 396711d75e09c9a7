using IntervenGen.Learning.Cpu;
using IntervenGen.Learning.Plain;

namespace IntervenGen.Learning.Tests.Plain;

public sealed class DenseLayerTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(37, 75)]
    [InlineData(400, 64)]
    [InlineData(5, 129)]
    public void Every_width_of_vector_gives_the_same_bits(int inputs, int outputs)
    {
        float[] weight = Make.Noise(inputs * outputs, 1), bias = Make.Noise(outputs, 2), x = Make.Noise(inputs, 3);
        var layer = new DenseLayer(weight, bias);
        float[] expected = [.. bias];
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
                expected[o] = MathF.FusedMultiplyAdd(weight[(o * inputs) + i], x[i], expected[o]);
        }

        for (CpuVectors vectors = CpuVectors.Vector128; vectors <= CpuKernels.Best; vectors++)
        {
            float[] y = new float[layer.Padded];
            Array.Fill(y, 7);
            layer.Apply(x, y, vectors);
            Assert.Equal(expected, y[..outputs]);
            Assert.All(y[outputs..], padding => Assert.Equal(0, padding));
        }
    }
}
