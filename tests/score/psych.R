# Random answers and what psych says of them, one case after the other, as compare_psych.cpp reads them:
#   case <items> <responses> <alpha> <standardised alpha> <omega total>
#   without <alpha without each item>
#   <one response a line>
suppressMessages(library(psych))
set.seed(as.integer(commandArgs(trailingOnly = TRUE)[1]))
for (case in 1:20) {
  k <- sample(4:12, 1)
  n <- sample(100:600, 1)
  factor <- rnorm(n)
  loadings <- runif(k, .45, .85)
  answers <- sapply(1:k, function(i) {
    pmin(5, pmax(1, round(3 + 1.1 * (loadings[i] * factor + sqrt(1 - loadings[i]^2) * rnorm(n)))))
  })
  quiet <- function(x) suppressWarnings(suppressMessages(x))
  alpha <- quiet(psych::alpha(answers, warnings = FALSE))
  omega <- quiet(psych::omega(answers, nfactors = 1, flip = FALSE, plot = FALSE))
  text <- function(x) paste(formatC(x, digits = 17, format = "g"), collapse = " ")
  cat("case", k, n, text(c(alpha$total$raw_alpha, alpha$total$std.alpha, omega$omega.tot)), "\n")
  cat("without", text(alpha$alpha.drop$raw_alpha), "\n")
  write.table(answers, row.names = FALSE, col.names = FALSE)
}
