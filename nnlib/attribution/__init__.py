"""Attribution: which inputs does an output depend on?

Every function takes a model, a batch of inputs, and which logit to explain. They explain
*logits*, not probabilities: where the softmax is saturated, its derivative and with it every
attribution is nearly 0. A `Module` is called in evaluation mode (any other function as it is);
neither its mode nor the gradients of its parameters are changed.
"""

from nnlib.attribution.fgsm import fgsm
from nnlib.attribution.gradients import gradient_times_input, integrated_gradients, saliency
from nnlib.attribution.occlusion import occlusion

__all__ = ["fgsm", "gradient_times_input", "integrated_gradients", "occlusion", "saliency"]
