# Freezes what R's survival package estimates from interval-censored diaries, for tests/domain/test_resolution.py.
#   Rscript turnbull.R > turnbull.csv        (Debian: r-cran-survival)
# A line is either n treatments resolved in (after, by], `by` empty for never seen clear, or the share still with it
# just after the day `end`.
suppressPackageStartupMessages(library(survival))
cat(sprintf("# R %s, survival %s\n", getRversion(), packageVersion("survival")))
cat("case,after,by,n,end,survival\n")
for (case in 1:20) {
  set.seed(case)
  n <- sample(c(1, 2, 5, 12, 40, 150), 1)
  day <- floor(rweibull(n, 1.4, 7))
  after <- pmax(day - sample(0:3, n, TRUE), 0)
  by <- day + sample(1:4, n, TRUE)
  by[runif(n) < 0.2] <- NA
  counted <- aggregate(list(n = rep(1, n)), list(after = after, by = ifelse(is.na(by), -1, by)), sum)
  for (i in seq_len(nrow(counted)))
    cat(sprintf("%d,%d,%s,%d,,\n", case, counted$after[i], ifelse(counted$by[i] < 0, "", counted$by[i]), counted$n[i]))
  fit <- survfit(Surv(after, by, type = "interval2") ~ 1)
  for (d in 0:30) {
    s <- summary(fit, times = d + 0.001, extend = TRUE)$surv
    cat(sprintf("%d,,,,%d,%.10f\n", case, d, s))
  }
}
