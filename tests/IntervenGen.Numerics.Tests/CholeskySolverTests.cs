namespace IntervenGen.Numerics.Tests;

public sealed class CholeskySolverTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(9)]
    public void A_solution_gives_back_the_right_hand_side(int n)
    {
        var random = new CounterRandom(1, (ulong)n, 7);
        for (int round = 0; round < 50; round++)
        {
            double[] matrix = Positive(ref random, n), x = Numbers(ref random, n), right = Product(matrix, x);
            Assert.True(CholeskySolver.TrySolve([.. matrix], right));
            for (int i = 0; i < n; i++)
                Assert.Equal(x[i], right[i], 1e-9);
        }
    }

    [Fact]
    public void Only_the_lower_half_is_read()
    {
        double[] whole = [4, 2, 2, 3], lower = [4, double.NaN, 2, 3], one = [1, 2], other = [1, 2];
        Assert.True(CholeskySolver.TrySolve(whole, one));
        Assert.True(CholeskySolver.TrySolve(lower, other));
        Assert.Equal(one, other);
    }

    [Theory]
    [InlineData(0.0, 0.0, 1.0)]
    [InlineData(1.0, 2.0, 1.0)]
    [InlineData(-1.0, 0.0, 1.0)]
    [InlineData(double.NaN, 0.0, 1.0)]
    public void A_matrix_that_is_not_positive_definite_is_refused(double a, double b, double c) =>
        Assert.False(CholeskySolver.TrySolve([a, b, b, c], [1, 1]));

    [Fact]
    public void A_matrix_of_another_size_is_an_argument_error() =>
        Assert.Throws<ArgumentException>(() => CholeskySolver.TrySolve(new double[5], new double[2]));

    [Fact]
    public void Nothing_is_allocated()
    {
        double[] matrix = new double[4], right = new double[2];
        long before = 0;
        for (int i = 0; i < 1100; i++)
        {
            if (i == 100)
                before = GC.GetAllocatedBytesForCurrentThread();
            (matrix[0], matrix[2], matrix[3], right[0], right[1]) = (4, 2, 3, 1, 2);
            CholeskySolver.TrySolve(matrix, right);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static double[] Numbers(ref CounterRandom random, int count)
    {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++)
            numbers[i] = random.NextDouble(-1, 1);
        return numbers;
    }

    // G Gᵀ + 1/10: positive definite, and not badly conditioned.
    private static double[] Positive(ref CounterRandom random, int n)
    {
        double[] g = Numbers(ref random, n * n), matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                matrix[(i * n) + j] = i == j ? 0.1 : 0;
                for (int k = 0; k < n; k++)
                    matrix[(i * n) + j] += g[(i * n) + k] * g[(j * n) + k];
            }
        }

        return matrix;
    }

    private static double[] Product(double[] matrix, double[] x)
    {
        double[] product = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < x.Length; j++)
                product[i] += matrix[(i * x.Length) + j] * x[j];
        }

        return product;
    }
}
