using IntervenGen.Learning.Networks;

namespace IntervenGen.Learning.Tests;

/// <summary>The network as one would write it down, one number at a time, in double precision.</summary>
internal sealed class SlowNetwork
{
    private readonly NetworkShape _shape;
    private readonly double[][] _parameters;

    public SlowNetwork(NetworkShape shape, INetworkTrainer network)
    {
        _shape = shape;
        _parameters = [.. network.CopyOut(NetworkSlot.Value).Select(values => Array.ConvertAll(values, value => (double)value))];
    }

    public double[] this[int parameter] => _parameters[parameter];

    public double Loss(float[] observations, float[] actions, int batch, int steps)
    {
        double total = 0;
        for (int b = 0; b < batch; b++)
        {
            var hidden = new double[_shape.Layers][];
            var cell = new double[_shape.Layers][];
            for (int l = 0; l < _shape.Layers; l++)
                (hidden[l], cell[l]) = (new double[_shape.Hidden], new double[_shape.Hidden]);
            for (int t = 0; t < steps; t++)
            {
                int row = (b * steps) + t;
                double[] x = [.. observations.Skip(row * _shape.ObservationSize).Take(_shape.ObservationSize)];
                double[] a = [.. actions.Skip(row * _shape.ActionSize).Take(_shape.ActionSize)];
                total -= LogLikelihood(Step(x, hidden, cell), a);
            }
        }

        return total / (batch * steps);
    }

    private double[] Step(double[] x, double[][] hidden, double[][] cell)
    {
        int size = _shape.Hidden;
        for (int l = 0; l < _shape.Layers; l++)
        {
            double[] wx = _parameters[4 * l], wh = _parameters[(4 * l) + 1];
            double[] gates = new double[4 * size];
            for (int u = 0; u < 4 * size; u++)
            {
                gates[u] = _parameters[(4 * l) + 2][u] + _parameters[(4 * l) + 3][u];
                for (int k = 0; k < x.Length; k++)
                    gates[u] += wx[(u * x.Length) + k] * x[k];
                for (int k = 0; k < size; k++)
                    gates[u] += wh[(u * size) + k] * hidden[l][k];
            }

            for (int j = 0; j < size; j++)
            {
                cell[l][j] = (Sigmoid(gates[size + j]) * cell[l][j]) + (Sigmoid(gates[j]) * Math.Tanh(gates[(2 * size) + j]));
                hidden[l][j] = Sigmoid(gates[(3 * size) + j]) * Math.Tanh(cell[l][j]);
            }

            x = [.. hidden[l]];
        }

        return x;
    }

    private double LogLikelihood(double[] h, double[] action)
    {
        int heads = 4 * _shape.Layers;
        double[] mean = Linear(h, heads), scale = Linear(h, heads + 1), logits = Linear(h, heads + 2);
        double normaliser = LogSumExp(logits);
        var joint = new double[_shape.Modes];
        for (int k = 0; k < _shape.Modes; k++)
        {
            joint[k] = logits[k] - normaliser;
            for (int d = 0; d < action.Length; d++)
            {
                int i = (k * action.Length) + d;
                double sigma = Math.Log(1 + Math.Exp(scale[i])) + _shape.MinStd;
                double e = (action[d] - Math.Tanh(mean[i])) / sigma;
                joint[k] += (-0.5 * e * e) - Math.Log(sigma) - (0.5 * Math.Log(2 * Math.PI));
            }
        }

        return LogSumExp(joint);
    }

    private double[] Linear(double[] x, int weight)
    {
        double[] w = _parameters[weight], result = [.. _parameters[weight + 3]];
        for (int i = 0; i < result.Length; i++)
            for (int k = 0; k < x.Length; k++)
                result[i] += w[(i * x.Length) + k] * x[k];
        return result;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double LogSumExp(double[] x) => x.Max() + Math.Log(x.Sum(value => Math.Exp(value - x.Max())));
}
